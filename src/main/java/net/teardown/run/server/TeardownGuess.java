package net.teardown.run.server;

import net.teardown.experiment.outcome.ServerTeardown;
import net.teardown.experiment.terms.Verdict;
import net.teardown.script.TransferTotals;

/** Guesses how a server ended the connection, from what one end observed. */
final class TeardownGuess {

  private TeardownGuess() {}

  static ServerTeardown likely(Verdict verdict, TransferTotals totals) {
    return switch (verdict) {
      case KEPT_OPEN -> ServerTeardown.KEEPS_OPEN;
      case EOF_THEN_RESET -> ServerTeardown.HALF_CLOSE_THEN_CLOSE;
      // The server may have left bytes unread, and a plain close resets then.
      case RESET -> totals.bytesAccepted() > 0 ? ServerTeardown.PLAIN_CLOSE : ServerTeardown.ABORT;
      case CLEAN_EOF ->
          answeredEarly(totals) ? ServerTeardown.LINGERING_CLOSE : ServerTeardown.PLAIN_CLOSE;
      case TIMED_OUT, REFUSED, UNREACHABLE, CONNECT_TIMED_OUT, NOT_OBSERVED, INCONCLUSIVE ->
          ServerTeardown.UNKNOWN;
    };
  }

  /** Whether the server accepted the rest of the message after it had begun to answer. */
  private static boolean answeredEarly(TransferTotals totals) {
    Long before = totals.acceptedBeforeReply();
    return before != null && before < totals.bytesOffered() && totals.writeError() == null;
  }
}
