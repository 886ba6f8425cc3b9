package net.teardown.experiment.terms;

/**
 * What became of the bytes that the closer had sent: those the observer read, against those the
 * closer's {@code send} accepted.
 */
public enum Delivery {
  /** The closer had sent nothing. */
  NONE_SENT,
  /** The observer read every byte. */
  WHOLE,
  /** The observer read some of them. */
  TRUNCATED,
  /** The observer read none of them. */
  LOST,
  /** Not known: the run was inconclusive or never connected. */
  UNKNOWN;

  /** Compares what was accepted with what was read; both are byte counts of one direction. */
  public static Delivery of(long accepted, long read) {
    if (accepted == 0) {
      return NONE_SENT;
    }
    if (read >= accepted) {
      return WHOLE;
    }
    return read == 0 ? LOST : TRUNCATED;
  }
}
