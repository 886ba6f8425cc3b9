package net.teardown.experiment.spec;

/** How an initiator treats a server's reply while it still has something to say. */
public enum Writing {
  /** Sends everything, on past the reply, and reads only then; reads on after a failed write. */
  ALL_THEN_READ,
  /** Reads whatever comes in meanwhile. */
  READ_WHILE_WRITING,
  /** Sends everything before it reads, and gives up at the first write that fails. */
  STOP_AT_ERROR
}
