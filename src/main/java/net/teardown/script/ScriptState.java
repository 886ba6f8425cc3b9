package net.teardown.script;

import java.time.Duration;
import java.util.Objects;
import net.teardown.experiment.evidence.Phase;
import net.teardown.socket.Interest;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * The progress of one end's script: its connection, the current act, and what that act waits for.
 * The performers leave here how an act ended: done, or waiting for a descriptor, a signal or the
 * clock.
 */
final class ScriptState {

  /** How performing an act ended. */
  enum Performed {
    DONE,
    /** Done, and the other end should have its turn before the next act. */
    YIELD,
    /** Not done; it could go on at once, but its share of this turn is used up. */
    AGAIN,
    /** Not done; nothing can be done before what {@link #awaited} names has come. */
    WAIT,
    /** It would take longer than there is time. */
    TOO_LATE,
    /** Done, and nothing behind it is to be performed. */
    OVER,
    /** There is no connection, so the run is over for both ends. */
    GIVE_UP
  }

  /**
   * How often to check what no descriptor reports: the counters of the queues, and the other end's
   * signals where one thread performs both.
   */
  private static final Duration TICK = Duration.ofMillis(1);

  /** How much time an observer has at least after the close, before it probes. */
  private static final Duration LEAST_TO_OBSERVE = Duration.ofSeconds(1);

  /** How many bytes each call that moves bytes counts as, at least. */
  private static final int LEAST_PER_CALL = 4096;

  /**
   * How long a shared turn may last, even if few bytes were moved, because reading them may take
   * long.
   */
  private static final long LONGEST_TURN_NANOS = 1_000_000;

  final Script script;
  final Connection connection;
  final EndState state;
  final EndSignals signals;
  final long deadlineNanos;

  /** Where the run's time line begins. */
  final long originNanos;

  /** When an observer that knows of the close must have finished everything but its probe. */
  private final long endNanos;

  /** The current act, and since when, where that matters. */
  Act act;

  long beganNanos;
  boolean waited;

  /**
   * Counts every change; unchanged between two turns means that there is nothing to do but wait.
   */
  int moves;

  /**
   * The largest delay of a turn behind the time it asked for; anything else on this host may have
   * been as late.
   */
  long delayedNanos;

  /** How long this end had read end of stream before it knew that no reset follows. */
  long settledNanos;

  /** Whether something was received only after the closer had closed. */
  boolean cameLate;

  long lastSendNanos;

  /** The phase that time ran out in; null if it didn't. */
  @Nullable Phase stoppedIn;

  private long allowance;
  private long turnEndsNanos;
  private @Nullable Waiting awaited;
  private boolean awaitsCue;
  private long cueUntilNanos;
  private long wakeNanos;

  ScriptState(Script script, RunContext context, Connection connection) {
    this.script = script;
    this.connection = connection;
    this.state = connection.state();
    this.signals = context.signals();
    this.deadlineNanos = context.deadlineNanos();
    this.originNanos = context.originNanos();
    this.endNanos = deadlineNanos - script.kept().toNanos();
    this.act = script.acts().getFirst();
  }

  /** Begins an act. */
  void begin(Act next) {
    act = next;
    waited = false;
    beganNanos = act instanceof Act.Drain || act instanceof Act.Probe ? System.nanoTime() : 0;
  }

  /**
   * Begins a turn.
   *
   * @param bytes how much it may move before another script has its turn; {@link Long#MAX_VALUE}
   *     where no other waits for it
   */
  void turn(long bytes) {
    allowance = bytes;
    turnEndsNanos = bytes == Long.MAX_VALUE ? 0 : System.nanoTime() + LONGEST_TURN_NANOS;
    if (wakeNanos != 0 && !awaitsCue) {
      delayedNanos = Math.max(delayedNanos, System.nanoTime() - wakeNanos);
    }
    wakeNanos = 0;
  }

  /** Notes that one call moved so many bytes. */
  void moved(long bytes) {
    moves++;
    allowance -= Math.max(bytes, LEAST_PER_CALL);
    if (turnEndsNanos != 0 && System.nanoTime() - turnEndsNanos > 0) {
      allowance = 0;
    }
  }

  /** Whether this turn's share is used up. */
  boolean hasHadItsShare() {
    return allowance <= 0;
  }

  /** Whether the run is cancelled or past its deadline. */
  boolean isOver() {
    return signals.cancelled() || System.nanoTime() >= deadlineNanos;
  }

  /**
   * When the current act must be done. If the closer closes late, the observer still has time to
   * see how the connection ends.
   */
  long until() {
    if (act instanceof Act.Probe || script.closes() || !signals.closerClosed()) {
      return deadlineNanos;
    }
    return Math.max(
        endNanos,
        Math.min(deadlineNanos, signals.closerClosedNanos() + LEAST_TO_OBSERVE.toNanos()));
  }

  Performed awaitSocket(Interest interest) {
    return awaitSocket(interest, deadlineNanos);
  }

  Performed awaitSocket(Interest interest, long untilNanos) {
    TcpSocket socket = Objects.requireNonNull(connection.socket());
    return await(new Waiting(socket, interest), untilNanos);
  }

  /**
   * Waits for a signal of the other end, and checks for it at each tick where one thread performs
   * both.
   */
  Performed awaitCue(long untilNanos) {
    cueUntilNanos = untilNanos;
    Performed waits = tick();
    awaitsCue = true;
    return waits;
  }

  Performed tick() {
    return await(null, System.nanoTime() + TICK.toNanos());
  }

  Performed await(@Nullable Waiting waiting, long untilNanos) {
    awaited = waiting;
    awaitsCue = false;
    wakeNanos = Math.min(untilNanos, until());
    return Performed.WAIT;
  }

  void awaitNothing() {
    awaited = null;
  }

  /** Which descriptor to wait for; null if none. */
  @Nullable Waiting awaited() {
    return awaited;
  }

  /** Whether it waits for a signal and for nothing else. */
  boolean awaitsCue() {
    return awaitsCue;
  }

  /** When to look again whatever happens, where signals are checked by then too. */
  long wakeNanos() {
    return wakeNanos;
  }

  /** When to look again whatever happens, for a thread that a signal wakes. */
  long wakeUnlessCuedNanos() {
    return awaitsCue ? Math.min(cueUntilNanos, until()) : wakeNanos;
  }
}
