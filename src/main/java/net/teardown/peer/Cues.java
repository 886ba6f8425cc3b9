package net.teardown.peer;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends of a loopback run tell each other besides the connection itself. "The closer
 * has closed" is never guessed from the data path: a FIN only says half-closed. Safe for two
 * threads, each of which writes its own cues.
 */
public final class Cues {

  private volatile @Nullable InetSocketAddress initiatorAddress;
  private volatile boolean closerClosed;
  private volatile boolean observerCannotSend;
  private volatile boolean cancelled;

  @Nullable InetSocketAddress initiatorAddress() {
    return initiatorAddress;
  }

  void initiatorIs(InetSocketAddress address) {
    initiatorAddress = address;
  }

  boolean closerClosed() {
    return closerClosed;
  }

  void closerHasClosed() {
    closerClosed = true;
  }

  /** Whether the observer has more to send and its {@code send} would block. */
  boolean observerCannotSend() {
    return observerCannotSend;
  }

  void observerCannotSend(boolean cannot) {
    observerCannotSend = cannot;
  }

  /** Whether there is nothing left to play for, for instance because the connection never stood. */
  boolean cancelled() {
    return cancelled;
  }

  void cancel() {
    cancelled = true;
  }
}
