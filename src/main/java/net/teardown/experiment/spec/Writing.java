package net.teardown.experiment.spec;

/** How an initiator treats a server's reply while it still has bytes to send. */
public enum Writing {
  /**
   * Sends everything, even if the reply comes earlier, and reads only then; reads on after a failed
   * write.
   */
  ALL_THEN_READ,
  /** Reads whatever comes in while it sends. */
  READ_WHILE_WRITING,
  /** Sends everything before it reads, and stops at the first write that fails. */
  STOP_AT_ERROR
}
