package net.teardown.script;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import net.teardown.socket.TcpInfo;
import net.teardown.socket.TcpSocket;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends of a run tell each other besides the connection itself: directly on loopback,
 * by the control channel across hosts. "The closer has closed" is never guessed from the data path:
 * a FIN only says half-closed. Safe for several threads, each of which writes its own cues.
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

  /** Empty where one thread plays both ends, and looks. */
  private volatile List<Runnable> awaiting = List.of();

  public EndSignals() {
    this(() -> {});
  }

  /**
   * @param onSilence told once, by the observer's thread, that nothing more comes in and that the
   *     closer still isn't known to have closed; it must not wait
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
    // Who looks whether its connection stands says it each time, and is woken by what is new.
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
   * Says that the closer has closed.
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

  /** When {@link #closerHasClosed} was said, by {@link System#nanoTime()}. */
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

  /** The observer's end of the connection, where both ends are on this host. */
  void observerIs(@Nullable TcpSocket socket) {
    observersSocket = socket;
  }

  /**
   * How many bytes the observer's kernel may still send before it hears of more room; null where
   * that can't be asked: the observer is on another host, or its kernel doesn't say.
   */
  @Nullable Long observersWindow() {
    TcpSocket socket = observersSocket;
    return socket == null ? null : socket.info().map(TcpInfo::sendWindow).orElse(null);
  }

  /** Whether there is nothing left to play for, for instance because the connection never stood. */
  boolean cancelled() {
    return cancelled;
  }

  /** Says that there is nothing left to play for. */
  public void cancel() {
    cancelled = true;
    wake();
  }

  /**
   * Tells this at each cue from now on, until {@link #awaitNoMore}; it must not wait, and is called
   * by whoever gives the cue.
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
