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
 * One session that this instance hosts: what it was armed with, and how far it got. For any number
 * of threads; of those who try to end it, one does.
 */
final class HostedSession {

  /** How far it got, at one moment. */
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

  /** Kept back of the time that is left, so that the report can still be fetched in time. */
  private static final Duration LONGEST_RESERVE = Duration.ofMillis(250);

  private final UUID id = UUID.randomUUID();
  private final String ticket = Ticket.make();
  private final Spec spec;
  private final long originNanos;
  private final long deadlineNanos;
  private final EndSignals cues = new EndSignals();
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  private Progress progress = Progress.ARMED;
  private @Nullable InetSocketAddress initiatorClosedAs;
  private boolean disarmed;

  /**
   * @param originNanos {@link System#nanoTime()} when the arming came in
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

  EndSignals cues() {
    return cues;
  }

  long originNanos() {
    return originNanos;
  }

  /** When the ticket must have been shown and the script must be through. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /** A moment on the clock of this session's report. */
  long micros(long nanos) {
    return (nanos - originNanos) / 1000;
  }

  synchronized Progress progress() {
    return progress;
  }

  /** The ticket was shown. False if it isn't good any more. */
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

  /** The initiator says that it has closed; tells the script if that is who observes. */
  synchronized void initiatorHasClosed(InetSocketAddress itself) {
    initiatorClosedAs = itself;
    InetSocketAddress seen = progress.initiator();
    if (seen != null) {
      tellClosed(itself, seen);
    }
  }

  private void tellClosed(InetSocketAddress itself, InetSocketAddress seen) {
    if (spec.closer() == Closer.INITIATOR) {
      cues.closerHasClosed(!PeerAddress.same(itself, seen));
    }
  }

  /** The script is through, or was stopped. */
  synchronized Result finish(EndRecord end, Duration settled) {
    boolean through = end.stoppedIn() == null && !end.isIdle();
    State last = disarmed && !through ? State.DISARMED : State.FINISHED;
    progress = new Progress(last, progress.initiator(), null, end, settled.toNanos() / 1000);
    return disarmed ? Result.DISARMED : end.stoppedIn() != null ? Result.STOPPED : Result.FINISHED;
  }

  /** The ticket was shown, but not first. Null if it isn't good any more. */
  synchronized @Nullable Result precede(InetSocketAddress initiator, String precededBy) {
    return end(
        new Progress(State.FINISHED, initiator, precededBy, EndRecord.IDLE, 0), Result.PRECEDED);
  }

  /** Nobody showed the ticket in time. Null if that isn't so. */
  synchronized @Nullable Result expire(long nowNanos) {
    return nowNanos < deadlineNanos ? null : end(Progress.EXPIRED, Result.EXPIRED);
  }

  /** Makes an armed session void, and stops a running one, which then ends by itself. */
  synchronized @Nullable Result disarm() {
    disarmed = true;
    cues.cancel();
    return end(Progress.DISARMED, Result.DISARMED);
  }

  /** Ends a session that is still armed. */
  private @Nullable Result end(Progress last, Result result) {
    if (progress.state() != State.ARMED) {
      return null;
    }
    progress = last;
    return result;
  }

  /** Wakes who waits for its end: to be called once everything else about that is done. */
  void announceEnd() {
    over.complete(null);
  }

  /** Waits until it is over, or so long. */
  void await(long nanos) throws InterruptedException {
    try {
      over.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      // Whoever asks looks again.
    } catch (ExecutionException e) {
      throw new AssertionError("never completed with a failure", e);
    }
  }

  boolean isOver() {
    return over.isDone();
  }
}
