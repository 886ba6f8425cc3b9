package net.teardown.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener that serves each connection in the same way and counts them. */
public final class Listening implements AutoCloseable {

  /** Serves a connection before it is closed. */
  @FunctionalInterface
  public interface Serving {
    void serve(SocketChannel channel) throws Exception;
  }

  private final ServerSocketChannel listener;
  private final Serving serving;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().name("nasty").factory());
  private final List<SocketChannel> queued = new ArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();

  private Listening(ServerSocketChannel listener, Serving serving) {
    this.listener = listener;
    this.serving = serving;
  }

  /** Starts one on a free port of 127.0.0.1. */
  public static Listening start(Serving serving) throws IOException {
    return start(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), serving);
  }

  /** Starts one on this address. */
  public static Listening start(InetSocketAddress address, Serving serving) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(address, 256);
    Listening listening = new Listening(listener, serving);
    listening.threads.execute(listening::accept);
    return listening;
  }

  /**
   * A listener on 127.0.0.1 that accepts nothing and whose backlog is full, so that a SYN gets no
   * answer.
   */
  static Listening neverAccepting() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1);
    Listening listening = new Listening(listener, _ -> {});
    // The kernel admits one more than the backlog; connects beyond that do no harm.
    for (int i = 0; i < 4; i++) {
      SocketChannel queued = SocketChannel.open();
      queued.configureBlocking(false);
      queued.connect(listener.getLocalAddress());
      listening.queued.add(queued);
    }
    return listening;
  }

  /** The port that it listens on. */
  public int port() {
    return listener.socket().getLocalPort();
  }

  /** How many connections it has accepted. */
  public int accepted() {
    return accepted.get();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel channel = listener.accept();
        accepted.incrementAndGet();
        threads.execute(() -> serve(channel));
      }
    } catch (IOException _) {
      // It was closed.
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      serving.serve(channel);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (Exception _) {
      // The other end closed the connection, or this was closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (SocketChannel each : queued) {
      each.close();
    }
    threads.shutdownNow();
  }
}
