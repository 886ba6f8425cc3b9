package net.teardown.experiment.evidence;

/** Why an initiator had nothing more to do with a server. */
public enum StopReason {
  /** The stream ended, or failed. */
  END_OF_INPUT,
  /** The reply was complete by its own framing, and nothing came after it. */
  REPLY_COMPLETE,
  /** Something had come, and then nothing more. */
  SILENT,
  /** A write failed, and that was to be the end of it. */
  WRITE_FAILED,
  /** Neither end read: the server had sent, and took nothing more. */
  BOTH_BLOCKED_WRITING,
  /** It closed itself, and looked no further. */
  CLOSED,
  /** Time was up. */
  DEADLINE
}
