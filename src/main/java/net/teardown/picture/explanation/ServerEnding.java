package net.teardown.picture.explanation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Quantity;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Says how a connection with a third-party server ended, how long was waited for that, and what of
 * this end's bytes the server took.
 */
final class ServerEnding {

  private static final long NOTABLE_PAUSE_MICROS = 1_000_000;

  private static final String LEFT =
      "It is left in the background: half-closed, read to the server's FIN for 5 s at most, and"
          + " closed. How that ends is counted (teardown_leaves_total) and not part of this"
          + " outcome.";

  private ServerEnding() {}

  static List<String> sentences(Outcome outcome) {
    EndRecord initiator = outcome.initiator();
    boolean inTls = outcome.tls().isPresent();
    List<String> sentences = new ArrayList<>();
    sentences.add(ending(outcome));
    switch (outcome.verdict()) {
      case CLEAN_EOF, EOF_THEN_RESET -> {
        pauseBeforeEnd(initiator).ifPresent(sentences::add);
        Acknowledgement.notTaken(initiator, "the server", inTls).ifPresent(sentences::add);
      }
      case RESET -> pauseBeforeEnd(initiator).ifPresent(sentences::add);
      case KEPT_OPEN -> {
        if (outcome.reason() == Reason.NOT_TAKEN) {
          Acknowledgement.notTaken(initiator, "the server", inTls).ifPresent(sentences::add);
        }
      }
      case TIMED_OUT ->
          Acknowledgement.sentence(initiator, "this end", "the server", inTls)
              .ifPresent(sentences::add);
      case NOT_OBSERVED -> sentences.add(onlyConnected(outcome) ? LEFT : ownClose(outcome));
      case REFUSED, UNREACHABLE, CONNECT_TIMED_OUT, INCONCLUSIVE -> {}
    }
    return sentences;
  }

  private static String ending(Outcome outcome) {
    return switch (outcome.verdict()) {
      case CLEAN_EOF ->
          "The server ended the connection cleanly: a FIN, and no reset%s%s."
              .formatted(Explanation.within(outcome), cutShort(outcome));
      case RESET -> "The connection was reset: an RST came, and no FIN.";
      case EOF_THEN_RESET ->
          "The server sent a FIN, and an RST behind it: a reader sees end of stream and never"
              + " learns of the reset.";
      case TIMED_OUT ->
          outcome.reason() == null ? noEnd(outcome) : Explanation.inconclusive(outcome.reason());
      case REFUSED -> "Nobody listens there: the connection was refused.";
      case UNREACHABLE ->
          outcome.reason() == null
              ? "The network said that the server can't be reached."
              : Explanation.inconclusive(outcome.reason());
      case CONNECT_TIMED_OUT -> "Nothing answered the connection attempt by the deadline.";
      case KEPT_OPEN ->
          outcome.reason() == Reason.STILL_SENDING
              ? String.format(
                  Locale.ROOT,
                  "The server was still sending when the drain's %,d ms were over, its last byte"
                      + " %.1f ms before, and keeps the connection.",
                  outcome.spec().close().drainMillis(),
                  outcome.run().settledMicros() / 1000.0)
              : "The server had no more to say%s and keeps the connection."
                  .formatted(Explanation.within(outcome));
      case NOT_OBSERVED ->
          onlyConnected(outcome)
              ? outcome.ends().server().filter(report -> report.turns().isEmpty()).isPresent()
                  ? "The connection stood, and nothing else was asked for."
                  : "How the connection ends wasn't asked for."
              : "The initiator closed with %s unread, and nobody at the other end is ours to ask."
                  .formatted(Quantity.bytes(unread(outcome)));
      case INCONCLUSIVE -> Explanation.inconclusive(outcome);
    };
  }

  private static boolean onlyConnected(Outcome outcome) {
    return outcome.ends().server().filter(ServerReport::onlyConnected).isPresent();
  }

  private static String cutShort(Outcome outcome) {
    int asked = outcome.spec().otherEnd().dialogue().map(ServerDialogue::settleMillis).orElse(0);
    return outcome.run().settledMicros() < asked * 1000L
        ? ": the deadline came before the %s ms of 'settleMillis' were over"
            .formatted(Quantity.number(asked))
        : "";
  }

  private static String noEnd(Outcome outcome) {
    Evidence evidence = outcome.initiator().evidence();
    if (evidence != null && evidence.timedOut()) {
      return "This end's kernel gave the connection up, since nothing answered any more"
          + " (ETIMEDOUT).";
    }
    return drained(outcome)
        ? "No end came within the drain's %s ms."
            .formatted(Quantity.number(outcome.spec().close().drainMillis()))
        : "No end came by the deadline.";
  }

  /** Whether the bound of its drain ended the run before the deadline did. */
  private static boolean drained(Outcome outcome) {
    return outcome.spec().close().drainBeforeClose()
        && outcome.run().durationMicros() < outcome.spec().timeoutMillis() * 1000L;
  }

  /**
   * How much of a reply that isn't whole can still come, for a reply that this end stopped waiting
   * for; empty if nothing more could come.
   */
  static Optional<String> stillToCome(Outcome outcome, ServerReport server) {
    boolean open = outcome.verdict() == Verdict.TIMED_OUT || outcome.verdict() == Verdict.KEPT_OPEN;
    if (!open || !server.stop().leavesOpen()) {
      return Optional.empty();
    }
    if (server.stop() == StopReason.STILL_SENDING || drained(outcome)) {
      return Optional.of("with the rest still to come when the drain was over");
    }
    long pause =
        outcome.spec().timeoutMillis() * 1000L - lastMoved(outcome.initiator().steps(), Call.RECV);
    return Optional.of(
        pause < NOTABLE_PAUSE_MICROS
            ? "still coming at the deadline"
            : "with the rest not there by the deadline, %s after its last byte"
                .formatted(seconds(pause)));
  }

  /** How long nothing moved before the end that a call of this end was told. */
  private static Optional<String> pauseBeforeEnd(EndRecord end) {
    List<Step> steps = end.steps();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      boolean ends =
          step.call() == Call.RECV && (step.errno() != null || Objects.equals(step.result(), 0L));
      if (ends) {
        List<Step> before = steps.subList(0, i);
        long moved = Math.max(lastMoved(before, Call.RECV), lastMoved(before, Call.SEND));
        long pause = step.untilMicros() - moved;
        return moved == 0 || pause < NOTABLE_PAUSE_MICROS
            ? Optional.empty()
            : Optional.of("Its end was seen %s after the last byte.".formatted(seconds(pause)));
      }
    }
    return Optional.empty();
  }

  private static long lastMoved(List<Step> steps, Call call) {
    return steps.stream()
        .filter(step -> step.call() == call && step.result() != null && step.result() > 0)
        .mapToLong(Step::untilMicros)
        .max()
        .orElse(0);
  }

  private static String seconds(long micros) {
    return String.format(Locale.ROOT, "%.1f s", micros / 1e6);
  }

  private static long unread(Outcome outcome) {
    return Objects.requireNonNullElse(outcome.initiator().unreadAtClose(), 0L);
  }

  /** What this end's kernel sent at its close, by its state and its queue right before. */
  private static String ownClose(Outcome outcome) {
    EndRecord initiator = outcome.initiator();
    TcpState state = initiator.stateAtClose();
    if (state == null) {
      return "What this end's kernel sent then it can't say.";
    }
    if (state == TcpState.CLOSE) {
      String error = initiator.firstErrorOf(Call.SOCKET_ERROR);
      if (error == null && outcome.spec().exchange().initiatorHalfCloses()) {
        return "But both ends had sent their FINs before, so that close sent nothing.";
      }
      return error == null || Evidence.RESET_ERRORS.contains(error)
          ? "But the server's RST had come before, so that close sent nothing."
          : "But the connection had been given up before (%s), so that close sent nothing."
              .formatted(error);
    }
    String before =
        switch (state) {
          case CLOSE_WAIT, LAST_ACK, CLOSING, TIME_WAIT -> "But the server's FIN had come before. ";
          case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, SYN_SENT, SYN_RECEIVED, LISTEN, CLOSE -> "";
        };
    return before
        + (sentReset(outcome)
            ? "At that close this end's kernel sent an RST, so the server's log will have it."
            : outcome.spec().exchange().initiatorHalfCloses()
                ? "This end's FIN had gone at its half-close, so that close sent nothing."
                : "At that close this end's kernel sent a FIN.");
  }

  /**
   * Whether this end's close aborted the connection (RFC 1122 4.2.2.13; SO_LINGER of socket(7)).
   */
  private static boolean sentReset(Outcome outcome) {
    TcpState state = outcome.initiator().stateAtClose();
    return (unread(outcome) > 0 || outcome.spec().close().aborts())
        && state != null
        && state != TcpState.CLOSE;
  }

  /** What this end may do so that its own close resets nobody; null if it didn't. */
  static @Nullable Cure cure(Outcome outcome) {
    Spec spec = outcome.spec();
    return outcome.verdict() == Verdict.NOT_OBSERVED && sentReset(outcome)
        ? Cure.lingeringClose(spec)
        : null;
  }
}
