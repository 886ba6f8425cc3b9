package net.teardown.experiment.evidence;

/** Why an initiator stopped reading from and writing to a server. */
public enum StopReason {
  /** The stream ended, or failed. */
  END_OF_INPUT,
  /** The reply was complete by its own framing (RFC 9112 6.3), and nothing came after it. */
  REPLY_COMPLETE,
  /** Bytes had come, and then none for the time of silence that the spec names. */
  SILENT,
  /** A write failed, and the spec says to stop then. */
  WRITE_FAILED,
  /** The server accepted no more while what it had sent lay unread at this end, which wrote on. */
  BOTH_BLOCKED_WRITING,
  /** The initiator closed, and observed nothing after that. */
  CLOSED,
  /** The run's deadline passed. */
  DEADLINE,
  /** A drain's bound ended while the server was still sending. */
  STILL_SENDING,
  /** The connection stood, and nothing else was asked for. */
  CONNECTED;

  /** Whether more could still have come, so that what is missing isn't lost. */
  public boolean leavesOpen() {
    return switch (this) {
      case BOTH_BLOCKED_WRITING, DEADLINE, STILL_SENDING -> true;
      case END_OF_INPUT, REPLY_COMPLETE, SILENT, WRITE_FAILED, CLOSED, CONNECTED -> false;
    };
  }
}
