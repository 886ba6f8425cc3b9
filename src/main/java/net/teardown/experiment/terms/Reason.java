package net.teardown.experiment.terms;

/**
 * Why a run can't be judged, or what its verdict leaves open. A closed set: it may label a metric.
 */
public enum Reason {
  /** The deadline passed before the responder had accepted the connection. */
  DEADLINE_IN_ACCEPT,
  /** The deadline passed while an end was sending. */
  DEADLINE_IN_SEND,
  /** The deadline passed while an end was receiving what its script says. */
  DEADLINE_IN_RECEIVE,
  /** The deadline passed while the closer waited for what it would leave unread. */
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
  /** Not a failure: this host has no address of the family of the one that it was to connect to. */
  NO_ADDRESS_OF_FAMILY,
  /** Descriptors or memory ran out (EMFILE, ENFILE, ENOBUFS, ENOMEM). */
  NO_RESOURCES,
  /** The kernel's figures contradict each other. */
  CONTRADICTORY_EVIDENCE,
  /** Only the TIME-WAIT table could have told a clean end from a hidden reset, and it couldn't. */
  TIME_WAIT_UNDECIDABLE,
  /**
   * Not a failure: at {@link EvidenceLevel#APPLICATION} {@code CLEAN_EOF} and {@code
   * EOF_THEN_RESET} look the same, so they count as one.
   */
  HIDDEN_RESET_NOT_VISIBLE,
  /** The name of the other host stands for no address. */
  NAME_NOT_RESOLVED,
  /** The responder's control address didn't answer. */
  CONTROL_UNREACHABLE,
  /**
   * The responder answered, and refused: a wrong token, too many sessions, no responder any more.
   */
  CONTROL_REFUSED,
  /** What answers at the control address is no Teardown, or one that doesn't respond. */
  NOT_A_RESPONDER,
  /** The responder speaks a later version of the control protocol. */
  OTHER_PROTOCOL,
  /**
   * The responder refuses a field of the spec, or this version of the control protocol, as an
   * earlier version does.
   */
  RESPONDER_TOO_OLD,
  /** The test connection never reached the responder, or not with its ticket in front. */
  TICKET_NOT_CLAIMED,
  /** The test connection reached a Teardown that knows nothing of it. */
  REACHED_ANOTHER_INSTANCE,
  /** The test connection stood, and what the closer was to read never came. */
  BYTES_NEVER_ARRIVED,
  /** The responder went away, or was restarted, with the session open. */
  RESPONDER_LOST,
  /** The responder's report could not be had by the deadline. */
  REPORT_UNAVAILABLE,
  /**
   * Not a failure: neither end read what the other had sent, so neither could go on writing; it
   * ended with the run.
   */
  BOTH_BLOCKED_WRITING
}
