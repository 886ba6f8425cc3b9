package net.teardown.responder;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import net.teardown.responder.SessionEnded.Result;
import net.teardown.responder.control.PeerAddress;
import net.teardown.responder.control.Report.State;
import net.teardown.script.EndSignals;
import org.jspecify.annotations.Nullable;

/**
 * One session that this instance hosts: its spec and its progress. Thread-safe; of several threads
 * that try to end it, one does.
 */
final class HostedSession {

  /** The session's progress at one moment. */
  record Progress(
      State state,
      @Nullable InetSocketAddress initiator,
      @Nullable String precededBy,
      EndRecord end,
      long settledMicros) {

    private static final Progress ARMED = new Progress(State.ARMED, null, null, EndRecord.IDLE, 0);
    private static final Progress EXPIRED =
        new Progress(State.EXPIRED, null, null, EndRecord.IDLE, 0);
    private static final Progress DISARMED =
        new Progress(State.DISARMED, null, null, EndRecord.IDLE, 0);
  }

  /** The longest part of the remaining time that is reserved for fetching the report. */
  private static final Duration LONGEST_RESERVE = Duration.ofMillis(250);

  private final UUID id = UUID.randomUUID();
  private final String ticket = Ticket.make();
  private final Spec spec;
  private final long originNanos;
  private final long deadlineNanos;
  private final EndSignals signals = new EndSignals();
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  private Progress progress = Progress.ARMED;
  private @Nullable InetSocketAddress initiatorClosedAs;
  private boolean disarmed;

  /**
   * @param originNanos {@link System#nanoTime()} when the request to arm came in
   * @param remaining how long the whole run may still take
   */
  HostedSession(Spec spec, long originNanos, Duration remaining) {
    this.spec = spec;
    this.originNanos = originNanos;
    Duration tenth = remaining.dividedBy(10);
    Duration reserve = tenth.compareTo(LONGEST_RESERVE) < 0 ? tenth : LONGEST_RESERVE;
    this.deadlineNanos = originNanos + remaining.minus(reserve).toNanos();
  }

  UUID id() {
    return id;
  }

  String ticket() {
    return ticket;
  }

  Spec spec() {
    return spec;
  }

  EndSignals signals() {
    return signals;
  }

  long originNanos() {
    return originNanos;
  }

  /** When the ticket must have been shown and the script must be complete. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /** A time on the clock of this session's report, in microseconds. */
  long micros(long nanos) {
    return (nanos - originNanos) / 1000;
  }

  synchronized Progress progress() {
    return progress;
  }

  /** Notes that the ticket was shown. False if it isn't valid any more. */
  synchronized boolean admit(InetSocketAddress initiator) {
    if (progress.state() != State.ARMED || System.nanoTime() >= deadlineNanos) {
      return false;
    }
    progress = new Progress(State.RUNNING, initiator, null, EndRecord.IDLE, 0);
    if (initiatorClosedAs != null) {
      tellClosed(initiatorClosedAs, initiator);
    }
    return true;
  }

  /** Notes that the initiator has closed, and signals it to the script if that observes. */
  synchronized void initiatorHasClosed(InetSocketAddress itself) {
    initiatorClosedAs = itself;
    InetSocketAddress seen = progress.initiator();
    if (seen != null) {
      tellClosed(itself, seen);
    }
  }

  private void tellClosed(InetSocketAddress itself, InetSocketAddress seen) {
    if (spec.closer() == Closer.INITIATOR) {
      signals.closerHasClosed(!PeerAddress.same(itself, seen));
    }
  }

  /** Notes that the script is complete or was stopped. */
  synchronized Result finish(EndRecord end, Duration settled) {
    boolean through = end.stoppedIn() == null && !end.isIdle();
    State last = disarmed && !through ? State.DISARMED : State.FINISHED;
    progress = new Progress(last, progress.initiator(), null, end, settled.toNanos() / 1000);
    return disarmed ? Result.DISARMED : end.stoppedIn() != null ? Result.STOPPED : Result.FINISHED;
  }

  /** Notes that the ticket was shown, but behind other bytes. Null if it isn't valid any more. */
  synchronized @Nullable Result precede(InetSocketAddress initiator, String precededBy) {
    return end(
        new Progress(State.FINISHED, initiator, precededBy, EndRecord.IDLE, 0), Result.PRECEDED);
  }

  /** Expires the session if nobody showed the ticket in time; else returns null. */
  synchronized @Nullable Result expire(long nowNanos) {
    return nowNanos < deadlineNanos ? null : end(Progress.EXPIRED, Result.EXPIRED);
  }

  /** Voids an armed session, and cancels a running one, whose script then ends by itself. */
  synchronized @Nullable Result disarm() {
    disarmed = true;
    signals.cancel();
    return end(Progress.DISARMED, Result.DISARMED);
  }

  /** Ends a session that is still armed; null if it isn't. */
  private @Nullable Result end(Progress last, Result result) {
    if (progress.state() != State.ARMED) {
      return null;
    }
    progress = last;
    return result;
  }

  /**
   * Wakes the threads that wait for the session's end; to be called last, once everything else
   * about the end is done.
   */
  void announceEnd() {
    over.complete(null);
  }

  /** Waits until it is over, at most for {@code nanos}. */
  void await(long nanos) throws InterruptedException {
    try {
      over.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      // The caller checks again.
    } catch (ExecutionException e) {
      throw new AssertionError("never completed with a failure", e);
    }
  }

  boolean isOver() {
    return over.isDone();
  }
}
