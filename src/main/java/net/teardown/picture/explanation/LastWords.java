package net.teardown.picture.explanation;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.evidence.TlsSeen;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.Turn;

/**
 * Says of the turn that got no byte in reply whether the server had ended the connection before it
 * had what that turn said, as far as anything shows it.
 */
final class LastWords {

  /** An end of the server's, as this end was told of it. */
  private record End(String what, long atMicros) {}

  private LastWords() {}

  /** Returns a sentence; empty where something came in reply, or the server didn't end first. */
  static Optional<String> sentence(ServerReport server, Outcome outcome) {
    List<TurnTaken> taken = server.turns();
    if (!server.unanswered()
        || taken.isEmpty()
        || !(outcome.spec().request().orElseThrow()
            instanceof Request.Conversation(List<Turn> turns))) {
      return Optional.empty();
    }
    TurnTaken said = null;
    for (TurnTaken turn : taken) {
      switch (turns.get(turn.turn())) {
        case Turn.Say _ -> said = turn;
        case Turn.HalfClose _ -> {
          // Its end may be all that answers this one's.
          return Optional.empty();
        }
        case Turn.Hear _, Turn.Pause _, Turn.StartTls _ -> {
          // They say nothing.
        }
      }
    }
    TurnTaken last = taken.getLast();
    return said == null
        ? Optional.empty()
        : switch (last.ended()) {
          case END, RESET ->
              Optional.of(
                  sentence(
                      end(server, outcome, last),
                      said,
                      last,
                      TurnWords.numbered(said.turn(), turns.size()),
                      outcome.initiator().steps()));
          case MET, DONE, UNMET, SILENCE, DEADLINE -> Optional.empty();
        };
  }

  private static String sentence(
      End end, TurnTaken said, TurnTaken last, String turn, List<Step> steps) {
    if (said.saidBytes() == 0 || firstSent(steps, said.atMicros()) >= end.atMicros()) {
      return "The server had ended the connection before %s said anything: its %s had come by then."
          .formatted(turn, end.what());
    }
    Long left = last.unacknowledgedBytes();
    if (left != null && left > 0 && last.ended() == TurnTaken.Ended.END) {
      return "The server had ended the connection before it had all that %s said: its %s doesn't acknowledge it."
          .formatted(turn, end.what());
    }
    return left != null && left == 0
        ? "The server ended the connection by its %s, and had acknowledged what %s said: whether it had read that can't be known from here."
            .formatted(end.what(), turn)
        : "The server ended the connection by its %s: whether it had what %s said by then can't be known from here."
            .formatted(end.what(), turn);
  }

  private static End end(ServerReport server, Outcome outcome, TurnTaken last) {
    List<Step> steps = outcome.initiator().steps();
    if (last.ended() == TurnTaken.Ended.RESET) {
      return new End("RST", first(steps, LastWords::toldOfReset));
    }
    TlsSeen tls = server.tls();
    Long notified = tls == null ? null : tls.closeNotifyAtMicros();
    return notified == null
        ? new End("FIN", first(steps, Step::endOfStream))
        : new End("close_notify", notified);
  }

  private static boolean toldOfReset(Step step) {
    return step.errno() != null && Evidence.RESET_ERRORS.contains(step.errno());
  }

  private static long first(List<Step> steps, Predicate<Step> told) {
    return steps.stream()
        .filter(told)
        .mapToLong(Step::untilMicros)
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  /** When bytes were first sent from then on; below any other time where no step tells. */
  private static long firstSent(List<Step> steps, long from) {
    return steps.stream()
        .filter(step ->
            step.call() == Call.SEND
                && Objects.requireNonNullElse(step.result(), 0L) > 0
                && step.untilMicros() >= from)
        .mapToLong(Step::atMicros)
        .findFirst()
        .orElse(Long.MIN_VALUE);
  }
}
