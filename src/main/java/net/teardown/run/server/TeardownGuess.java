package net.teardown.run.server;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.outcome.TeardownSign;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.Turn;
import net.teardown.experiment.terms.Verdict;
import net.teardown.script.TransferTotals;
import org.jspecify.annotations.Nullable;

/** Tells what a transcript shows of a server's end of the connection, and nothing beyond that. */
final class TeardownGuess {

  private static final Set<String> RESET_ERRORS = Set.of("ECONNRESET", "EPIPE");

  /** A process may be kept from its CPU for about so long between two calls. */
  private static final long AT_ONCE_MICROS = 100_000;

  /** A selector may close a connection's descriptor a few hundred ms after its half-close. */
  private static final long BEHIND_MICROS = 1_000_000;

  /** What a receive buffer that nobody has read from holds at most, by what systems come with. */
  private static final long LEAST_BUFFER_BYTES = 512 * 1024;

  /** How far Linux lets it grow (tcp_rmem of tcp(7)). */
  private static final long LARGEST_BUFFER_BYTES = 6 * 1024 * 1024;

  private final TransferTotals exchange;
  private final EndRecord initiator;

  private TeardownGuess(TransferTotals exchange, EndRecord initiator) {
    this.exchange = exchange;
    this.initiator = initiator;
  }

  /**
   * Returns what the initiator's transcript shows; null if it shows nothing of how the server ended
   * the connection.
   *
   * @param said what there was to say
   * @param announced whether interim answers came in front of the last one
   * @param idle whether a reset came to a connection that was kept and on which nothing was owed
   */
  static @Nullable TeardownSign of(
      Verdict verdict,
      TransferTotals exchange,
      EndRecord initiator,
      Request said,
      boolean announced,
      boolean idle) {
    TeardownGuess guess = new TeardownGuess(exchange, initiator);
    return switch (verdict) {
      case KEPT_OPEN -> TeardownSign.NO_END;
      case RESET ->
          exchange.bytesAccepted() == 0
              ? TeardownSign.RESET_UNPROVOKED
              : idle ? TeardownSign.RESET_WHILE_IDLE : TeardownSign.RESET_ALONE;
      case EOF_THEN_RESET -> guess.resetBehindFin();
      case CLEAN_EOF -> guess.cleanEnd(said, announced);
      case TIMED_OUT, REFUSED, UNREACHABLE, CONNECT_TIMED_OUT, NOT_OBSERVED, INCONCLUSIVE -> null;
    };
  }

  /**
   * What shows of how near a reset came to the reply, for a client that reads and writes at once.
   */
  enum Race {
    /** None came while bytes of this end's were on their way, or the reply was read behind it. */
    NOT_SHOWN,
    /** It came on the heels of the reply, so that either may be told first. */
    ON_ITS_HEELS,
    /** The reply was read long before it. */
    DECIDED
  }

  static Race race(Verdict verdict, TransferTotals exchange, EndRecord initiator) {
    TeardownGuess guess = new TeardownGuess(exchange, initiator);
    boolean reset = verdict == Verdict.RESET || verdict == Verdict.EOF_THEN_RESET;
    if (!reset || (guess.allAcknowledged() && exchange.writeError() == null)) {
      return Race.NOT_SHOWN;
    }
    long told = guess.resetMicros();
    long read = guess.lastMicros(Call.RECV, told);
    if (read == 0) {
      return Race.NOT_SHOWN;
    }
    return told - read <= guess.atOnceMicros() ? Race.ON_ITS_HEELS : Race.DECIDED;
  }

  /**
   * Whether the last that moved before the reset was the reply, and it came so long after that the
   * server had kept the connection.
   */
  static boolean resetWhenIdle(Verdict verdict, TransferTotals exchange, EndRecord initiator) {
    TeardownGuess guess = new TeardownGuess(exchange, initiator);
    long reset = guess.resetMicros();
    long heard = guess.lastMicros(Call.RECV, reset);
    return verdict == Verdict.RESET
        && heard > guess.lastSentMicros()
        && reset - heard > BEHIND_MICROS
        && !guess.sentFinBefore(reset);
  }

  /** Whether the stream's end was read behind a half-close of this end's. */
  static boolean endAnswersHalfClose(TransferTotals exchange, EndRecord initiator) {
    TeardownGuess guess = new TeardownGuess(exchange, initiator);
    return guess.sentFinBefore(guess.finMicros());
  }

  /** Whether an end of the server's was told before this end had half-closed. */
  static boolean endedFirst(TransferTotals exchange, EndRecord initiator) {
    TeardownGuess guess = new TeardownGuess(exchange, initiator);
    long told = Math.min(guess.finMicros(), guess.resetMicros());
    TurnTaken last = exchange.turns().isEmpty() ? null : exchange.turns().getLast();
    return last != null
        && switch (last.ended()) {
          case END, RESET -> !guess.sentFinBefore(Math.min(told, last.untilMicros()));
          case MET, DONE -> told < Long.MAX_VALUE && !guess.sentFinBefore(told);
          case UNMET, SILENCE, DEADLINE -> false;
        };
  }

  /**
   * A reset that comes long after everything else may have any cause. One that comes at once either
   * answers bytes that were still on their way, or there were none.
   */
  private @Nullable TeardownSign resetBehindFin() {
    long lastSent = lastSentMicros();
    long end = finMicros();
    long reset = resetMicros();
    if (allAcknowledged()) {
      return reset - Math.max(end, lastSent) <= BEHIND_MICROS
          ? TeardownSign.RESET_BEHIND_FIN
          : null;
    }
    return reset - Math.max(Math.min(end, reset), lastSent) <= atOnceMicros()
        ? TeardownSign.RESET_AFTER_MORE
        : null;
  }

  private @Nullable TeardownSign cleanEnd(Request said, boolean announced) {
    if (exchange.bannerBytes() + exchange.replyBytes() + exchange.unreadBytes() == 0) {
      return exchange.bytesAccepted() > 0 && !sentFinBefore(finMicros())
          ? TeardownSign.FIN_WITHOUT_A_WORD
          : null;
    }
    if (!allAcknowledged()) {
      return null;
    }
    if (finMicros() < lastSentMicros()) {
      return tookMoreThanItQueues()
          ? TeardownSign.READ_ON_BEHIND_FIN
          : TeardownSign.TAKEN_BEHIND_FIN;
    }
    // An interim answer is sent to be sent the rest (RFC 9110 10.1.1).
    return exchange.bytesAccepted() == exchange.bytesOffered()
            && !announced
            && answeredWithinTheBody(said)
        ? TeardownSign.TOOK_THE_REST
        : null;
  }

  /**
   * Whether so much was acknowledged behind its FIN that somebody must have read it: a receive
   * buffer grows by what is read from it (tcp_rmem of tcp(7)), and by nothing else.
   */
  private boolean tookMoreThanItQueues() {
    long before = takenBeforeFin();
    long behind = exchange.bytesAccepted() - before;
    return before >= 0 && behind > Math.min(LARGEST_BUFFER_BYTES, LEAST_BUFFER_BYTES + 2 * before);
  }

  /** How much of what was sent had been acknowledged when its FIN was read; below 0 if unknown. */
  private long takenBeforeFin() {
    long fin = finMicros();
    long sent = 0;
    for (Step step : initiator.steps()) {
      if (step.call() == Call.SEND && step.result() != null && step.result() > 0) {
        sent += step.result();
      }
      if (step.call() == Call.UNACKNOWLEDGED && step.result() != null && step.atMicros() >= fin) {
        return sent - step.result();
      }
    }
    return -1;
  }

  /** Whether the answer to the last request began to come while its body was under way. */
  private boolean answeredWithinTheBody(Request said) {
    return switch (said) {
      case Request.Conversation(List<Turn> turns) ->
          exchange.turns().stream()
              .filter(turn -> turn.saidBytes() > 0)
              .reduce((_, later) -> later)
              .filter(last -> isOneUpload(turns.get(last.turn())) && wasAnsweredWithin(last))
              .isPresent();
      case Request.Http _, Request.Text _, Request.Bytes _ ->
          isOneUpload(said) && exchange.bannerBytes() == 0 && beganWithinIt();
      case Request.Filler _, Request.Withheld _ -> false;
    };
  }

  private static boolean isOneUpload(Turn turn) {
    return switch (turn) {
      case Turn.Say say -> say.times() == 1 && isOneUpload(say.what());
      case Turn.Hear _, Turn.StartTls _, Turn.Pause _, Turn.HalfClose _ -> false;
    };
  }

  private static boolean isOneUpload(Request request) {
    Requests asked = Requests.of(request);
    return asked.withBody() && asked.count() == 1;
  }

  /** What comes before anything was accepted is no answer. */
  private boolean beganWithinIt() {
    Long before = exchange.acceptedBeforeReply();
    return before != null && before > 0 && before < exchange.bytesOffered();
  }

  /** Whether bytes came between two sends of this turn. */
  private boolean wasAnsweredWithin(TurnTaken turn) {
    boolean began = false;
    boolean answered = false;
    for (Step step : initiator.steps()) {
      boolean within =
          turn.atMicros() <= step.untilMicros() && step.untilMicros() <= turn.untilMicros();
      if (within && step.result() != null && step.result() > 0) {
        if (answered && step.call() == Call.SEND) {
          return true;
        }
        began |= step.call() == Call.SEND;
        answered |= began && step.call() == Call.RECV;
      }
    }
    return false;
  }

  private boolean allAcknowledged() {
    TcpCounts tcp = initiator.tcp();
    return tcp != null && Objects.equals(tcp.unacknowledgedBytes(), 0L);
  }

  private long atOnceMicros() {
    TcpCounts tcp = initiator.tcp();
    Long roundTrip = tcp == null ? null : tcp.rttMicros();
    return Math.max(AT_ONCE_MICROS, roundTrip == null ? 0 : 2 * roundTrip);
  }

  private long lastSentMicros() {
    return lastMicros(Call.SEND, Long.MAX_VALUE);
  }

  /** When this call last moved bytes before this; 0 if it never did. */
  private long lastMicros(Call call, long before) {
    long last = 0;
    for (Step step : initiator.steps()) {
      boolean moved = step.call() == call && step.result() != null && step.result() > 0;
      if (moved && step.untilMicros() <= before) {
        last = Math.max(last, step.untilMicros());
      }
    }
    return last;
  }

  /** Whether this end had half-closed before: a FIN may be all that answers that. */
  private boolean sentFinBefore(long micros) {
    return initiator.steps().stream()
        .anyMatch(step -> step.call() == Call.SHUTDOWN_WRITE && step.atMicros() < micros);
  }

  /** When the end of the stream was read; {@link Long#MAX_VALUE} if it never was. */
  private long finMicros() {
    return initiator.steps().stream()
        .filter(Step::endOfStream)
        .mapToLong(Step::untilMicros)
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  /** When a call first told of the reset. */
  private long resetMicros() {
    return initiator.steps().stream()
        .filter(step ->
            (step.errno() != null && RESET_ERRORS.contains(step.errno()))
                || (step.call() == Call.POLL && Objects.equals(step.result(), 1L)))
        .mapToLong(Step::untilMicros)
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }
}
