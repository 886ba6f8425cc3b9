package net.teardown.experiment.terms;

/**
 * Why a run can't be judged, or what its verdict leaves open. A closed set: it may label a metric.
 */
public enum Reason {
  /** The deadline passed before the responder had accepted the connection. */
  DEADLINE_IN_ACCEPT,
  /** The deadline passed while an end was sending. */
  DEADLINE_IN_SEND,
  /** The deadline passed while an end was receiving the bytes that its script names. */
  DEADLINE_IN_RECEIVE,
  /** The deadline passed while the closer waited for the bytes that it was to leave unread. */
  DEADLINE_IN_ARRIVAL,
  /** The deadline passed while the closer waited for its bytes to be acknowledged. */
  DEADLINE_IN_ACKNOWLEDGEMENT,
  /** The deadline passed in the closer's drain. */
  DEADLINE_IN_DRAIN,
  /** The deadline passed in the closer's {@code close}. */
  DEADLINE_IN_CLOSE,
  /** The deadline passed while the observer waited for a reset that may have been on its way. */
  DEADLINE_IN_SETTLING,
  /** No local port was free (EADDRNOTAVAIL, EADDRINUSE). */
  NO_LOCAL_PORT,
  /** Not a failure: this host has no address of the target's address family. */
  NO_ADDRESS_OF_FAMILY,
  /** The address to connect from has ceased to be one of this host's (EADDRNOTAVAIL of bind). */
  NO_SOURCE_ADDRESS,
  /** Descriptors or memory ran out (EMFILE, ENFILE, ENOBUFS, ENOMEM). */
  NO_RESOURCES,
  /** The kernel's figures contradict each other. */
  CONTRADICTORY_EVIDENCE,
  /** Only the TIME-WAIT table could have told a clean end from a hidden reset, and it didn't. */
  TIME_WAIT_UNDECIDABLE,
  /**
   * Not a failure: at {@link EvidenceLevel#APPLICATION} {@code CLEAN_EOF} and {@code
   * EOF_THEN_RESET} look the same, so they count as one.
   */
  HIDDEN_RESET_NOT_VISIBLE,
  /** The name of the other host doesn't resolve to an address, or to none that the run may use. */
  NAME_NOT_RESOLVED,
  /** The responder's control address didn't answer. */
  CONTROL_UNREACHABLE,
  /**
   * The responder answered, and refused: a wrong token, too many sessions, no responder any more.
   */
  CONTROL_REFUSED,
  /** The server at the control address isn't a Teardown, or is one without a responder. */
  NOT_A_RESPONDER,
  /** The responder uses a later version of the control protocol. */
  OTHER_PROTOCOL,
  /**
   * The responder refuses a field of the spec, or this version of the control protocol, as an
   * earlier version does.
   */
  RESPONDER_TOO_OLD,
  /** The test connection never reached the responder, or its first bytes weren't the ticket. */
  TICKET_NOT_CLAIMED,
  /** The test connection reached a Teardown that knows nothing of it. */
  REACHED_ANOTHER_INSTANCE,
  /**
   * The test connection was established, but the bytes that the closer was to read never arrived.
   */
  BYTES_NEVER_ARRIVED,
  /** The responder stopped or was restarted while the session was open. */
  RESPONDER_LOST,
  /** The responder's report couldn't be fetched by the deadline. */
  REPORT_UNAVAILABLE,
  /**
   * Not a failure: this end, which writes all before it reads, could write no more while what the
   * server had sent lay unread, until the deadline or until the server had no room to send either.
   */
  BOTH_BLOCKED_WRITING,
  /** Not a failure: a drain's bound ended while the server was still sending. */
  STILL_SENDING,
  /**
   * Not a failure: the server ends nothing and has a closed window, so that bytes for it wait at
   * this end.
   */
  NOT_TAKEN,
  /** Not a failure: the server ended without a byte of a reply to the last request. */
  UNANSWERED,
  /** Not a failure: a caller ended the run before its end. */
  CANCELLED,
  /** The instance that made the run stopped, or went away, before its end. */
  INTERRUPTED;

  /** Whether the run's time ran out while an end still had to send, receive or wait. */
  public boolean timeRanOut() {
    return switch (this) {
      case DEADLINE_IN_ACCEPT,
          DEADLINE_IN_SEND,
          DEADLINE_IN_RECEIVE,
          DEADLINE_IN_ARRIVAL,
          DEADLINE_IN_ACKNOWLEDGEMENT,
          DEADLINE_IN_DRAIN,
          DEADLINE_IN_CLOSE,
          DEADLINE_IN_SETTLING,
          BYTES_NEVER_ARRIVED,
          REPORT_UNAVAILABLE ->
          true;
      case NO_LOCAL_PORT,
          NO_ADDRESS_OF_FAMILY,
          NO_SOURCE_ADDRESS,
          NO_RESOURCES,
          CONTRADICTORY_EVIDENCE,
          TIME_WAIT_UNDECIDABLE,
          HIDDEN_RESET_NOT_VISIBLE,
          NAME_NOT_RESOLVED,
          CONTROL_UNREACHABLE,
          CONTROL_REFUSED,
          NOT_A_RESPONDER,
          OTHER_PROTOCOL,
          RESPONDER_TOO_OLD,
          TICKET_NOT_CLAIMED,
          REACHED_ANOTHER_INSTANCE,
          RESPONDER_LOST,
          BOTH_BLOCKED_WRITING,
          STILL_SENDING,
          NOT_TAKEN,
          UNANSWERED,
          CANCELLED,
          INTERRUPTED ->
          false;
    };
  }
}
