package net.teardown.picture.explanation;

import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Route;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.spec.Target;
import net.teardown.experiment.terms.Reason;
import org.jspecify.annotations.Nullable;

/** Writes what a person can do about a run that never connected or can't be judged. */
final class Remedy {

  private Remedy() {}

  /** What to do; null if there is nothing to do. */
  static @Nullable String of(Outcome outcome) {
    return switch (outcome.verdict()) {
      case REFUSED -> "start what is to listen there, or name another 'targetPort'";
      case UNREACHABLE ->
          outcome.reason() == Reason.NO_ADDRESS_OF_FAMILY
              ? "name an address of a family that this host has, or give this host one"
              : "look at the routes and the firewalls between the hosts";
      case CONNECT_TIMED_OUT ->
          either("look for a firewall that drops it on the way", moreTime(outcome));
      case INCONCLUSIVE -> outcome.reason() == null ? null : of(outcome.reason(), outcome);
      case CLEAN_EOF, EOF_THEN_RESET, RESET, TIMED_OUT, KEPT_OPEN, NOT_OBSERVED -> null;
    };
  }

  /** The run's own time, unless it is all that there is. */
  private static @Nullable String moreTime(Outcome outcome) {
    return outcome.spec().timeoutMillis() < SpecFields.MAX_AWAITED_MILLIS
        ? "give 'timeoutMillis' more"
        : null;
  }

  /** Another family, where not every family was allowed. */
  private static @Nullable String otherFamily(Outcome outcome) {
    return outcome
            .spec()
            .target()
            .map(Target::route)
            .filter(Route.BY_THE_SYSTEM::equals)
            .isPresent()
        ? null
        : "allow the other family by 'addressFamily' and 'sourceAddress'";
  }

  private static String either(String one, @Nullable String other) {
    return other == null ? one : one + ", or " + other;
  }

  private static @Nullable String of(Reason reason, Outcome outcome) {
    return switch (reason) {
      case DEADLINE_IN_ACCEPT,
          DEADLINE_IN_SEND,
          DEADLINE_IN_RECEIVE,
          DEADLINE_IN_ARRIVAL,
          DEADLINE_IN_ACKNOWLEDGEMENT,
          DEADLINE_IN_CLOSE,
          DEADLINE_IN_SETTLING,
          REPORT_UNAVAILABLE ->
          moreTime(outcome);
      case DEADLINE_IN_DRAIN -> either("give 'drainMillis' less", moreTime(outcome));
      case NO_LOCAL_PORT ->
          "wait a minute until TIME-WAITs have ended, or widen net.ipv4.ip_local_port_range";
      case NO_ADDRESS_OF_FAMILY -> "name an address of a family that this host has";
      case NO_SOURCE_ADDRESS ->
          "give 'sourceAddress' an address that this host has, or leave it out";
      case NO_RESOURCES -> "raise the limit of open files, or run less at once";
      case CONTRADICTORY_EVIDENCE -> "run it again";
      case TIME_WAIT_UNDECIDABLE -> "leave 'initiatorHalfCloses' out, or run it again";
      case NAME_NOT_RESOLVED ->
          either("correct the name, or give an address instead of it", otherFamily(outcome));
      case CONTROL_UNREACHABLE ->
          "look whether an instance listens at 'responderUrl' for others (server.address,"
              + " server.port), and at the firewalls on the way; a server that isn't Teardown needs"
              + " 'server' in the spec";
      case CONTROL_REFUSED -> "do what 'detail' says that it wants";
      case NOT_A_RESPONDER ->
          "name an instance in 'responderUrl' that responds (teardown.responder.enabled); a server"
              + " that isn't Teardown needs 'server' in the spec";
      case OTHER_PROTOCOL, RESPONDER_TOO_OLD -> "run the same version on both hosts";
      case TICKET_NOT_CLAIMED ->
          "look whether 'targetHost' and 'targetPort' lead to the responder's data port"
              + " (teardown.responder.port, teardown.responder.bind-address)";
      case REACHED_ANOTHER_INSTANCE ->
          "let 'responderUrl' and 'targetHost' lead to the same instance";
      case BYTES_NEVER_ARRIVED -> either("look at what lies between", moreTime(outcome));
      case RESPONDER_LOST -> "look at the other instance's log, and run it again";
      case INTERRUPTED -> "run it again";
      case HIDDEN_RESET_NOT_VISIBLE,
          BOTH_BLOCKED_WRITING,
          STILL_SENDING,
          NOT_TAKEN,
          UNANSWERED,
          CANCELLED ->
          null;
    };
  }
}
