package net.teardown.experiment.evidence;

/** What became of the byte that an observer sent after its evidence was taken. */
public enum ProbeAnswer {
  /** Nobody acknowledged it. */
  UNACKNOWLEDGED,
  /** It was acknowledged, and the connection stands as before. */
  ACKNOWLEDGED,
  /** It was answered by an RST. */
  RESET,
  /** It could not be sent: the connection was over by then, or this end had half-closed. */
  NOT_SENT
}
