package net.teardown.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.outcome.Outcome;

/**
 * Picks the calls that matter out of both transcripts, folds transfers in a row and puts all of it
 * on one clock.
 */
final class NotableCalls {

  private static final Set<String> NOT_YET = Set.of("EAGAIN", "EINTR", "EINPROGRESS", "EALREADY");

  private NotableCalls() {}

  static List<NotableCall> of(Outcome outcome) {
    return new TimelineMerge(
            folded(outcome, Side.INITIATOR),
            folded(outcome, Side.RESPONDER),
            clockErrorMicros(outcome))
        .merged();
  }

  /** How far the responder's times may be off on the initiator's time line; 0 for one clock. */
  static long clockErrorMicros(Outcome outcome) {
    return Objects.requireNonNullElse(outcome.ends().between().clockErrorMicros(), 0L);
  }

  private static List<NotableCall> folded(Outcome outcome, Side side) {
    List<Step> told = told(side.of(outcome).steps());
    List<Long> turns = turns(side.other().of(outcome).steps());
    List<NotableCall> moves = new ArrayList<>();
    for (Step step : told) {
      NotableCall next = new NotableCall(side, step);
      if (!moves.isEmpty() && continues(moves.getLast(), next, turns)) {
        moves.set(moves.size() - 1, moves.getLast().and(step));
      } else {
        moves.add(next);
      }
    }
    moves.sort(Comparator.comparingLong(NotableCall::atMicros));
    return moves;
  }

  private static List<Step> told(List<Step> steps) {
    List<Step> told = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      boolean repeated =
          steps.subList(i + 1, steps.size()).stream()
              .anyMatch(later -> later.call() == step.call());
      boolean notYet = step.errno() != null && NOT_YET.contains(step.errno());
      if (matters(step) && !(notYet && repeated)) {
        told.add(step);
      }
    }
    return told;
  }

  private static boolean matters(Step step) {
    return switch (step.call()) {
      case CONNECT,
          ACCEPT,
          SEND_TICKET,
          RECV_TICKET,
          SEND,
          RECV,
          PROBE,
          SHUTDOWN_WRITE,
          LINGER,
          CLOSE ->
          true;
      case SOCKET -> step.errno() != null;
      case POLL, TCP_INFO, SOCKET_ERROR, UNREAD, UNACKNOWLEDGED, SOCK_DIAG, GETIFADDRS -> false;
    };
  }

  /**
   * When the other end turned to ending the connection; transfers on either side of that stay
   * apart.
   */
  private static List<Long> turns(List<Step> steps) {
    return steps.stream()
        .filter(step -> step.call() == Call.SHUTDOWN_WRITE || step.call() == Call.CLOSE)
        .map(Step::atMicros)
        .toList();
  }

  private static boolean continues(NotableCall last, NotableCall next, List<Long> turns) {
    return last.step().call() == next.step().call()
        && last.moved() > 0
        && next.moved() > 0
        && turns.stream().noneMatch(turn -> last.atMicros() < turn && turn <= next.atMicros());
  }
}
