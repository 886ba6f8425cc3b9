package net.teardown.experiment.evidence;

/** What became of the byte that an observer sent after its evidence was taken. */
public enum ProbeAnswer {
  /** It was not acknowledged. */
  UNACKNOWLEDGED,
  /** It was acknowledged, and the connection's state didn't change. */
  ACKNOWLEDGED,
  /** It was answered by an RST. */
  RESET,
  /** It could not be sent: the connection was over by then, or this end had half-closed. */
  NOT_SENT
}
