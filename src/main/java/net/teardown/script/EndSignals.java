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

  /**
   * How an observer learns of a closer on another host. All of it is called by the observer's
   * thread.
   */
  public interface FarCloser {

    /**
     * Called once, when the input has ended and the closer hasn't been known to have closed for a
     * while; must not block.
     */
    void silence();

    /**
     * Called when the observer waits for the closer's close and for nothing else, on a thread that
     * performs only this script; may block until the deadline.
     *
     * @return whether it asked; if not, somebody else will tell
     */
    boolean ask();

    /**
     * Called once, when a thread that performs only this script has waited for a while; must not
     * block. From then on somebody else is to tell.
     */
    void waits();
  }

  private final @Nullable FarCloser farCloser;
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
    this(null);
  }

  /**
   * @param farCloser tells of a closer on another host; null if the closer signals by itself
   */
  public EndSignals(@Nullable FarCloser farCloser) {
    this.farCloser = farCloser;
  }

  void silence() {
    if (farCloser != null) {
      farCloser.silence();
    }
  }

  /** The closer on another host; null if the closer signals by itself. */
  @Nullable FarCloser farCloser() {
    return farCloser;
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

  /**
   * As {@link #closerHasClosed(boolean)}, for who made the call.
   *
   * @param nanos when close(2) returned, by {@link System#nanoTime()}
   */
  void closerHasClosed(long nanos) {
    closerHasClosed(false, nanos);
  }

  /**
   * Signals that the closer has closed.
   *
   * @param indirect the two ends don't see the same addresses, so the round-trip time of this
   *     connection is that of the first leg alone
   */
  public void closerHasClosed(boolean indirect) {
    closerHasClosed(indirect, System.nanoTime());
  }

  private void closerHasClosed(boolean indirect, long nanos) {
    this.indirect = indirect;
    closerClosedNanos = nanos;
    closerClosed = true;
    wake();
  }

  /** When the closer closed, or was told to have closed, by {@link System#nanoTime()}. */
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
