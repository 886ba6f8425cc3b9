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

/** A listener that does the same with each connection and counts them. */
public final class Listening implements AutoCloseable {

  /** What is done with a connection before it is closed. */
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

  /** Starts it on 127.0.0.1, on a port of its own. */
  public static Listening start(Serving serving) throws IOException {
    return start(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), serving);
  }

  /** Starts it there. */
  public static Listening start(InetSocketAddress address, Serving serving) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(address, 256);
    Listening listening = new Listening(listener, serving);
    listening.threads.execute(listening::accept);
    return listening;
  }

  /**
   * One on 127.0.0.1 that accepts nobody, and whose queue is full: who connects is told nothing.
   */
  static Listening neverAccepting() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1);
    Listening listening = new Listening(listener, _ -> {});
    // The kernel lets in one more than the queue is long; who is not let in makes no difference.
    for (int i = 0; i < 4; i++) {
      SocketChannel queued = SocketChannel.open();
      queued.configureBlocking(false);
      queued.connect(listener.getLocalAddress());
      listening.queued.add(queued);
    }
    return listening;
  }

  /** Where it listens. */
  public int port() {
    return listener.socket().getLocalPort();
  }

  /** How many connections there were so far. */
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
      // Closed.
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      serving.serve(channel);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (Exception _) {
      // The other end went away, or this is closed.
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
