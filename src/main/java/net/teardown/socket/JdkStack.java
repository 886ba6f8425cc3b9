package net.teardown.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The stack on the JDK's channels, for platforms where libc can't be called. It reports as unknown
 * what the channels don't tell: {@code TCP_INFO}, pending errors, TIME-WAIT. It derives errnos from
 * the exceptions' messages.
 */
final class JdkStack implements TcpStack {

  private final HostSettings settings = HostSettings.of(name(), Optional::empty);

  @Override
  public String name() {
    return "jdk";
  }

  @Override
  public boolean givesKernelEvidence() {
    return false;
  }

  @Override
  public Map<String, String> settings() {
    return settings.current();
  }

  /** Empty, because this stack never looks for TIME-WAITs. */
  @Override
  public List<String> undecidingSettings() {
    return List.of();
  }

  /** True, because this stack can't see what arrives later anyway. */
  @Override
  public boolean loopbackIsSynchronous(boolean lookAgain) {
    return true;
  }

  @Override
  public TcpListener listen(InetSocketAddress local, int backlog) throws CallFailed {
    ServerSocketChannel channel = null;
    try {
      channel = ServerSocketChannel.open(JdkErrors.family(local));
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(local, backlog);
      return new JdkListener(channel);
    } catch (IOException e) {
      JdkErrors.closeQuietly(channel);
      throw new CallFailed(
          channel == null ? "socket" : "bind", JdkErrors.errno(e), local.toString());
    }
  }

  @Override
  public TcpSocket open(StandardProtocolFamily family) throws CallFailed {
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open(family);
      return new JdkSocket(channel);
    } catch (IOException e) {
      JdkErrors.closeQuietly(channel);
      throw new CallFailed("socket", JdkErrors.errno(e), family.toString());
    }
  }

  @Override
  public void await(Duration atMost, List<Waiting> waits) {
    select(atMost, waits);
  }

  @Override
  public Optional<SocketPoll> poll() {
    return Optional.empty();
  }

  @Override
  public TimeWaitEntry timeWait(InetSocketAddress local, InetSocketAddress remote) {
    return TimeWaitEntry.UNDECIDABLE;
  }

  /**
   * Waits with a selector of its own and then deregisters every channel. Closing a channel that is
   * registered would send a FIN first, and so not be close(2).
   *
   * @return the selection-key bits that each is ready for; all bits asked for if that can't be
   *     found out
   */
  static int[] select(Duration atMost, List<Waiting> waits) {
    int[] ready = new int[waits.size()];
    try (Selector selector = Selector.open()) {
      SelectionKey[] keys = new SelectionKey[waits.size()];
      for (int i = 0; i < keys.length; i++) {
        SelectableChannel channel = channel(waits.get(i).what());
        if (!channel.isOpen()) {
          return ready;
        }
        int operations = operations(waits.get(i));
        keys[i] = channel.register(selector, operations);
      }
      if (atMost.isPositive()) {
        selector.select(millisRoundedUp(atMost));
      } else {
        selector.selectNow();
      }
      for (int i = 0; i < keys.length; i++) {
        ready[i] = keys[i].readyOps();
      }
    } catch (IOException _) {
      // There is no descriptor left for a selector. Wait a moment and let the call itself report
      // the result.
      LockSupport.parkNanos(Math.min(1_000_000, Math.max(0, atMost.toNanos())));
      for (int i = 0; i < ready.length; i++) {
        ready[i] = operations(waits.get(i));
      }
    }
    return ready;
  }

  /** A positive duration in milliseconds for the JDK's timeouts, where 0 would mean for ever. */
  static int millisRoundedUp(Duration atMost) {
    return Math.clamp(atMost.plusNanos(999_999).toMillis(), 1, Integer.MAX_VALUE);
  }

  private static SelectableChannel channel(Pollable pollable) {
    return switch (pollable) {
      case TcpSocket socket -> ((JdkSocket) socket).channel();
      case TcpListener listener -> ((JdkListener) listener).channel();
    };
  }

  private static int operations(Waiting waiting) {
    return switch (waiting.what()) {
      case TcpListener _ -> waiting.interest().input() ? SelectionKey.OP_ACCEPT : 0;
      case TcpSocket socket -> ((JdkSocket) socket).operations(waiting.interest());
    };
  }
}
