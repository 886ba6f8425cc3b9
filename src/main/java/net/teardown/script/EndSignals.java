package net.teardown.script;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import net.teardown.socket.TcpInfo;
import net.teardown.socket.TcpSocket;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends of a run signal to each other outside the connection: directly on loopback,
 * over the control channel across hosts. "The closer has closed" is never inferred from the data
 * path, because a FIN only says half-closed. Thread-safe; each signal is written by one thread.
 */
public final class EndSignals {

  private final Runnable onSilence;
  private volatile @Nullable InetSocketAddress initiatorAddress;
  private volatile boolean closerClosed;
  private volatile boolean indirect;
  private volatile long closerClosedNanos;
  private volatile boolean observerCannotSend;
  private volatile @Nullable TcpSocket observersSocket;
  private volatile boolean cancelled;

  /** Empty where one thread performs both ends and polls the signals. */
  private volatile List<Runnable> awaiting = List.of();

  public EndSignals() {
    this(() -> {});
  }

  /**
   * @param onSilence called once, by the observer's thread, when the input has ended and the closer
   *     isn't known to have closed; it must not block
   */
  public EndSignals(Runnable onSilence) {
    this.onSilence = onSilence;
  }

  void silence() {
    onSilence.run();
  }

  /** The initiator's own address and port; null before it has any. */
  public @Nullable InetSocketAddress initiatorAddress() {
    return initiatorAddress;
  }

  void initiatorIs(InetSocketAddress address) {
    // A connect that is still in progress calls this each time it is checked; only a new address
    // wakes anybody.
    if (!address.equals(initiatorAddress)) {
      initiatorAddress = address;
      wake();
    }
  }

  boolean closerClosed() {
    return closerClosed;
  }

  void closerHasClosed() {
    closerHasClosed(false);
  }

  /**
   * Signals that the closer has closed.
   *
   * @param indirect the two ends don't see the same addresses, so the round-trip time of this
   *     connection is that of the first leg alone
   */
  public void closerHasClosed(boolean indirect) {
    this.indirect = indirect;
    closerClosedNanos = System.nanoTime();
    closerClosed = true;
    wake();
  }

  /** When {@link #closerHasClosed} was called, by {@link System#nanoTime()}. */
  long closerClosedNanos() {
    return closerClosedNanos;
  }

  boolean indirect() {
    return indirect;
  }

  /** Whether the observer has more to send and its {@code send} would block. */
  boolean observerCannotSend() {
    return observerCannotSend;
  }

  void observerCannotSend(boolean cannot) {
    observerCannotSend = cannot;
  }

  /** Sets the observer's socket, where both ends are on this host. */
  void observerIs(@Nullable TcpSocket socket) {
    observersSocket = socket;
  }

  /**
   * How many bytes the observer's kernel may still send before the window opens again; null if that
   * can't be asked: the observer is on another host, or its kernel doesn't say.
   */
  @Nullable Long observersWindow() {
    TcpSocket socket = observersSocket;
    return socket == null ? null : socket.info().map(TcpInfo::sendWindow).orElse(null);
  }

  /** Whether the run is cancelled, for instance because the connection was never established. */
  boolean cancelled() {
    return cancelled;
  }

  /** Cancels the run for both ends. */
  public void cancel() {
    cancelled = true;
    wake();
  }

  /**
   * Calls this at each signal from now on, until {@link #awaitNoMore}. It must not block; the
   * thread that signals calls it.
   */
  synchronized void await(Runnable woken) {
    List<Runnable> more = new ArrayList<>(awaiting);
    more.add(woken);
    awaiting = more;
  }

  synchronized void awaitNoMore(Runnable woken) {
    List<Runnable> fewer = new ArrayList<>(awaiting);
    fewer.remove(woken);
    awaiting = fewer;
  }

  private void wake() {
    awaiting.forEach(Runnable::run);
  }
}
