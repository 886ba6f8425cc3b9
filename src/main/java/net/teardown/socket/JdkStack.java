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
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The JDK's channels, where libc can't be had. What they don't tell is told as unknown: no {@code
 * TCP_INFO}, no pending errors, no TIME-WAIT. Errnos are read from the exceptions' messages.
 */
final class JdkStack implements TcpStack {

  @Override
  public String name() {
    return "jdk";
  }

  @Override
  public boolean givesKernelEvidence() {
    return false;
  }

  @Override
  public boolean givesLittleRoom() {
    return ReceiveRoom.isLittle();
  }

  /** Time-waits are never looked for. */
  @Override
  public List<String> undecidingSettings() {
    return List.of();
  }

  /** What comes later isn't seen on this stack anyway. */
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
   * Waits with a selector of its own, and takes every channel off it again: closing a channel that
   * is registered would send a FIN first, and so not be close(2).
   *
   * @return what each is ready for, in selection-key bits; all it was asked for where that can't be
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
      // No descriptor left for a selector: wait a moment, and let the call itself say.
      LockSupport.parkNanos(Math.min(1_000_000, Math.max(0, atMost.toNanos())));
      for (int i = 0; i < ready.length; i++) {
        ready[i] = operations(waits.get(i));
      }
    }
    return ready;
  }

  /** A positive duration as the JDK's timeouts want it, which all take 0 for ever. */
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
