package net.teardown.run.server;

import java.util.List;
import java.util.Locale;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.terms.Verdict;
import net.teardown.script.TransferTotals;
import org.jspecify.annotations.Nullable;

/**
 * A request over a connection that was kept, of whose reply no byte came, because the server had
 * ended the connection.
 *
 * @param announced whether the reply before it didn't keep the connection (RFC 9112 9.3)
 * @param unsaid whether a reset came before a byte of the request was sent, so that none of it can
 *     have reached the server
 * @param idleMicros how long nothing was heard or said between that reply and the request
 */
record BrokenReuse(boolean announced, boolean unsaid, long idleMicros) {

  private static final long NAMED_MICROS = 1_000;
  private static final long SECOND_MICROS = 1_000_000;

  /** Returns what broke; null if nothing did, or something else. */
  static @Nullable BrokenReuse of(
      Verdict verdict, TransferTotals exchange, EndRecord initiator, Reply reply) {
    HttpReply before = reply.http();
    boolean broke =
        reply.owes()
            && reply.askedAgain()
            && hasEnded(verdict)
            && TeardownGuess.endedFirst(exchange, initiator);
    return before == null || !broke
        ? null
        : new BrokenReuse(
            !before.keepsOpen(),
            verdict == Verdict.RESET && !saidMore(exchange.turns(), initiator),
            idle(exchange.turns()));
  }

  private static boolean hasEnded(Verdict verdict) {
    return switch (verdict) {
      case CLEAN_EOF, EOF_THEN_RESET, RESET -> true;
      case KEPT_OPEN,
          TIMED_OUT,
          REFUSED,
          UNREACHABLE,
          CONNECT_TIMED_OUT,
          NOT_OBSERVED,
          INCONCLUSIVE ->
          false;
    };
  }

  /** Whether anything was said since the last reply was heard. */
  private static boolean saidMore(List<TurnTaken> turns, EndRecord initiator) {
    long heard = 0;
    boolean said = false;
    for (TurnTaken turn : turns) {
      if (turn.heardBytes() > 0) {
        heard = turn.untilMicros();
        said = false;
      }
      said |= turn.saidBytes() > 0;
    }
    long from = heard;
    // A part of a TLS record counts as nothing said, and was sent all the same.
    return said
        || initiator.steps().stream()
            .anyMatch(step ->
                step.call() == Call.SEND
                    && step.result() != null
                    && step.result() > 0
                    && step.untilMicros() > from);
  }

  /**
   * From the end of the last turn that heard something to the one that said something behind it, or
   * would have.
   */
  private static long idle(List<TurnTaken> turns) {
    long heard = 0;
    long idle = 0;
    for (TurnTaken turn : turns) {
      if (turn.heardBytes() > 0) {
        heard = turn.untilMicros();
        idle = 0;
      } else if (turn.saidBytes() > 0 && heard > 0 && idle == 0) {
        idle = turn.atMicros() - heard;
      }
    }
    return idle == 0 && heard > 0 ? Math.max(0, turns.getLast().atMicros() - heard) : idle;
  }

  /** That time in words, {@code 300 ms} or {@code 5.0 s}; null if it isn't worth a word. */
  @Nullable String idle() {
    if (idleMicros < NAMED_MICROS) {
      return null;
    }
    return idleMicros < SECOND_MICROS
        ? idleMicros / NAMED_MICROS + " ms"
        : String.format(Locale.ROOT, "%.1f s", idleMicros / (double) SECOND_MICROS);
  }
}
