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
 * Picks the notable calls from both transcripts, joins transfers in a row, and merges both ends
 * into one order.
 */
final class NotableCalls {

  private static final Set<String> NOT_YET = Set.of("EAGAIN", "EINTR", "EINPROGRESS", "EALREADY");

  private NotableCalls() {}

  static List<NotableCall> of(Outcome outcome) {
    return new TimelineMerge(
            folded(outcome, Side.INITIATOR),
            received(outcome, Side.INITIATOR),
            folded(outcome, Side.RESPONDER),
            received(outcome, Side.RESPONDER),
            clockErrorMicros(outcome))
        .merged();
  }

  private static long received(Outcome outcome, Side side) {
    return new WireFacts(side.of(outcome)).received();
  }

  /**
   * How far the responder's times may be off on the initiator's time line; 0 if both ends used one
   * clock.
   */
  static long clockErrorMicros(Outcome outcome) {
    return Objects.requireNonNullElse(outcome.ends().between().clockErrorMicros(), 0L);
  }

  private static List<NotableCall> folded(Outcome outcome, Side side) {
    List<Step> notable = notable(side.of(outcome).steps());
    List<Long> turns = turns(side, outcome);
    List<NotableCall> calls = new ArrayList<>();
    for (Step step : notable) {
      NotableCall next = new NotableCall(side, step);
      if (!calls.isEmpty() && continues(calls.getLast(), next, turns)) {
        calls.set(calls.size() - 1, calls.getLast().and(step));
      } else {
        calls.add(next);
      }
    }
    calls.sort(Comparator.comparingLong(NotableCall::atMicros));
    return calls;
  }

  private static List<Step> notable(List<Step> steps) {
    List<Step> notable = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      boolean repeated =
          steps.subList(i + 1, steps.size()).stream()
              .anyMatch(later -> later.call() == step.call());
      boolean notYet = step.errno() != null && NOT_YET.contains(step.errno());
      if (matters(step) && !(notYet && repeated)) {
        notable.add(step);
      }
    }
    return notable;
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
          SEND_AFTER_IDLE,
          SHUTDOWN_WRITE,
          LINGER,
          CLOSE ->
          true;
      case SOCKET, BIND -> step.errno() != null;
      case POLL, TCP_INFO, SOCKET_ERROR, UNREAD, UNACKNOWLEDGED, SOCK_DIAG, GETIFADDRS -> false;
    };
  }

  /**
   * The times at which the other end half-closed, closed or ended a silence, and those at which
   * this end's turns ended. Transfers before and after such a time aren't joined.
   */
  private static List<Long> turns(Side side, Outcome outcome) {
    List<Long> turns = new ArrayList<>();
    for (Step step : side.other().of(outcome).steps()) {
      if (step.call() == Call.SHUTDOWN_WRITE
          || step.call() == Call.CLOSE
          || step.call() == Call.SEND_AFTER_IDLE) {
        turns.add(step.atMicros());
      }
    }
    if (side == Side.INITIATOR) {
      outcome.ends().server().stream()
          .flatMap(server -> server.turns().stream())
          .forEach(turn -> turns.add(turn.untilMicros()));
    }
    return turns;
  }

  private static boolean continues(NotableCall last, NotableCall next, List<Long> turns) {
    return last.step().call() == next.step().call()
        && last.moved() > 0
        && next.moved() > 0
        && turns.stream().noneMatch(turn -> last.atMicros() < turn && turn <= next.atMicros());
  }
}
