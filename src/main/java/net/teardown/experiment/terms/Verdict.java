package net.teardown.experiment.terms;

/** How a connection ended for the observer, the end that did not close first. */
public enum Verdict {
  /** A FIN, and no RST within the settle time. */
  CLEAN_EOF,
  /**
   * A FIN, then an RST: the application usually reads end of stream and never learns of it. The
   * hidden reset.
   */
  EOF_THEN_RESET,
  /** An RST and no FIN. */
  RESET,
  /** No end by the deadline although the closer closed, or ETIMEDOUT. */
  TIMED_OUT,
  /** The connection was refused: an RST answered the SYN. */
  REFUSED,
  /** The network said that the host, the network or the port can't be reached. */
  UNREACHABLE,
  /** Nothing answered the SYN by the deadline. */
  CONNECT_TIMED_OUT,
  /** Third-party servers only: the reply is complete and the connection stays open. */
  KEPT_OPEN,
  /**
   * Third-party servers only: the initiator closed, and there is no responder of ours that could
   * report.
   */
  NOT_OBSERVED,
  /** The run can't be judged; a {@link Reason} says why. */
  INCONCLUSIVE;

  /** Whether there never was a connection to end. */
  public boolean neverConnected() {
    return switch (this) {
      case REFUSED, UNREACHABLE, CONNECT_TIMED_OUT -> true;
      case CLEAN_EOF, EOF_THEN_RESET, RESET, TIMED_OUT, KEPT_OPEN, NOT_OBSERVED, INCONCLUSIVE ->
          false;
    };
  }

  /** Whether this says how a connection ended: neither inconclusive nor never connected. */
  public boolean judged() {
    return this != INCONCLUSIVE && !neverConnected();
  }
}
