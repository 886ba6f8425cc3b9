package net.teardown.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on one thread that echoes what comes, on any number of connections. What begins with an
 * {@code h} is held back until {@link #release}.
 */
public final class Echoing implements AutoCloseable {

  private final ServerSocketChannel listener;
  private final Selector selector;
  private final AtomicInteger open = new AtomicInteger();
  private final Queue<SocketChannel> held = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(8192);

  private Echoing(ServerSocketChannel listener, Selector selector) {
    this.listener = listener;
    this.selector = selector;
  }

  /** Starts one on a free port of 127.0.0.1. */
  public static Echoing start() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 4096);
    listener.configureBlocking(false);
    Selector selector = Selector.open();
    listener.register(selector, SelectionKey.OP_ACCEPT);
    Echoing echoing = new Echoing(listener, selector);
    Thread.ofPlatform().daemon().name("echoing").start(echoing::serve);
    return echoing;
  }

  /** The port that it listens on. */
  public int port() {
    return listener.socket().getLocalPort();
  }

  /** How many connections stand. */
  public int open() {
    return open.get();
  }

  /** Answers all that was held back, but for those who went away meanwhile. */
  public void release() {
    for (SocketChannel channel = held.poll(); channel != null; channel = held.poll()) {
      try {
        channel.write(ByteBuffer.wrap(new byte[] {'h'}));
      } catch (IOException _) {
        // Nobody waits for it any more.
      }
    }
  }

  /** How many connections wait for {@link #release}. */
  public int held() {
    return held.size();
  }

  private void serve() {
    try {
      while (selector.isOpen()) {
        selector.select(key -> {
          try {
            if (key.isAcceptable()) {
              accept();
            } else {
              echo(key);
            }
          } catch (IOException _) {
            end(key);
          }
        });
      }
    } catch (IOException | java.nio.channels.ClosedSelectorException _) {
      // It was closed.
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = listener.accept();
    if (channel != null) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      open.incrementAndGet();
    }
  }

  private void echo(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    buffer.clear();
    if (channel.read(buffer) < 0) {
      end(key);
      return;
    }
    buffer.flip();
    if (buffer.get(0) == 'h') {
      held.add(channel);
      return;
    }
    channel.write(buffer);
  }

  private void end(SelectionKey key) {
    key.cancel();
    open.decrementAndGet();
    try {
      key.channel().close();
    } catch (IOException _) {
      // It is closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    selector.close();
  }
}
