package net.teardown.script;

import java.time.Duration;
import java.util.Objects;
import net.teardown.experiment.evidence.Phase;
import net.teardown.socket.Interest;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Where one end's script stands: its connection, its act, and what that waits for. Who performs
 * acts leaves here how the act ended: done, or waiting for a descriptor, a cue or the clock.
 */
final class ScriptState {

  /** How performing an act ended. */
  enum Performed {
    DONE,
    /** Done, and the other end should have its turn before the next act. */
    YIELD,
    /** Not done; it could go on at once, but has had its share of this turn. */
    AGAIN,
    /** Not done, and nothing can be done before what is {@link #awaited} comes. */
    WAIT,
    /** It would take longer than there is time. */
    TOO_LATE,
    /** There is no connection, so there is nothing to play, for the other end neither. */
    GIVE_UP
  }

  /**
   * How often to look again at what no descriptor tells of: counters of the queues, and where one
   * thread plays both ends the other one's cues.
   */
  private static final Duration TICK = Duration.ofMillis(1);

  /** What an observer has at least after the close, before it probes. */
  private static final Duration LEAST_TO_OBSERVE = Duration.ofSeconds(1);

  /** What each call that moves bytes counts for at least, however few they are. */
  private static final int LEAST_PER_CALL = 4096;

  /** How long a turn that is shared may last, where it takes long to read what has come. */
  private static final long LONGEST_TURN_NANOS = 1_000_000;

  final Script script;
  final Connection connection;
  final EndState state;
  final EndSignals cues;
  final long deadlineNanos;

  /** When an observer that has heard of the close must be through with everything but its probe. */
  private final long endNanos;

  /** The act that is performed, and since when where that matters. */
  Act act;

  long beganNanos;
  boolean waited;

  /**
   * Counts everything that moved; unchanged between two turns means that there is nothing to do but
   * wait.
   */
  int moves;

  /** How much later than asked for this end got its turn: as late anything else may have been. */
  long delayedNanos;

  /** How long it had the end of the stream before it knew that no reset is to come. */
  long settledNanos;

  /** Whether something came in only after the closer had closed. */
  boolean cameLate;

  long lastSendNanos;

  /** What the act was about that time ran out for; null if it didn't. */
  @Nullable Phase stoppedIn;

  private long allowance;
  private long turnEndsNanos;
  private @Nullable Waiting awaited;
  private boolean awaitsCue;
  private long cueUntilNanos;
  private long wakeNanos;

  ScriptState(Script script, RunContext stage, Connection connection) {
    this.script = script;
    this.connection = connection;
    this.state = connection.state();
    this.cues = stage.cues();
    this.deadlineNanos = stage.deadlineNanos();
    this.endNanos = deadlineNanos - script.kept().toNanos();
    this.act = script.acts().getFirst();
  }

  /**
   * A turn begins.
   *
   * @param bytes how much it may move before somebody else has one; {@link Long#MAX_VALUE} where
   *     nobody else waits for it
   */
  void turn(long bytes) {
    allowance = bytes;
    turnEndsNanos = bytes == Long.MAX_VALUE ? 0 : System.nanoTime() + LONGEST_TURN_NANOS;
    if (wakeNanos != 0 && !awaitsCue) {
      delayedNanos = Math.max(delayedNanos, System.nanoTime() - wakeNanos);
    }
    wakeNanos = 0;
  }

  /** So many bytes were moved by one call. */
  void moved(long bytes) {
    moves++;
    allowance -= Math.max(bytes, LEAST_PER_CALL);
    if (turnEndsNanos != 0 && System.nanoTime() - turnEndsNanos > 0) {
      allowance = 0;
    }
  }

  /** Whether somebody else is to have a turn now. */
  boolean hasHadItsShare() {
    return allowance <= 0;
  }

  /** Whether nobody waits for this end any longer. */
  boolean isOver() {
    return cues.cancelled() || System.nanoTime() >= deadlineNanos;
  }

  /** When this act is to be over. Whoever closes late leaves time to see how that ends. */
  long until() {
    if (act instanceof Act.Probe || script.closes() || !cues.closerClosed()) {
      return deadlineNanos;
    }
    return Math.max(
        endNanos, Math.min(deadlineNanos, cues.closerClosedNanos() + LEAST_TO_OBSERVE.toNanos()));
  }

  Performed awaitSocket(Interest interest) {
    return awaitSocket(interest, deadlineNanos);
  }

  Performed awaitSocket(Interest interest, long untilNanos) {
    TcpSocket socket = Objects.requireNonNull(connection.socket());
    return await(new Waiting(socket, interest), untilNanos);
  }

  /** Waits for the other end's word, and looks for it at each tick where one thread plays both. */
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

  /** Which descriptor to wait for; null where none tells. */
  @Nullable Waiting awaited() {
    return awaited;
  }

  /** When to look again whatever happens, where cues are looked for as well. */
  long wakeNanos() {
    return wakeNanos;
  }

  /** When to look again whatever happens, for who is woken by a cue. */
  long wakeUnlessCuedNanos() {
    return awaitsCue ? Math.min(cueUntilNanos, until()) : wakeNanos;
  }
}
