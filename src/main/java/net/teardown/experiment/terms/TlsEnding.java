package net.teardown.experiment.terms;

/** How a TLS stream ended, beside how its TCP connection did. */
public enum TlsEnding {
  /** With a close_notify: the peer had said all that it would (RFC 8446 6.1). */
  CLOSE_NOTIFY,
  /** With a FIN alone, so that something may be missing. */
  NO_CLOSE_NOTIFY,
  /** A reset came behind the close_notify. */
  RESET_AFTER_CLOSE_NOTIFY,
  /** A reset came, and no close_notify. */
  RESET,
  /** The peer sent a fatal alert (RFC 8446 6.2). */
  ALERT,
  /** It never began: the handshake failed, or wasn't done in time. */
  HANDSHAKE_FAILED;

  /** The same, in a run that ended so: a hidden reset is none that TLS could see. */
  public TlsEnding in(Verdict verdict) {
    return verdict != Verdict.EOF_THEN_RESET
        ? this
        : switch (this) {
          case CLOSE_NOTIFY -> RESET_AFTER_CLOSE_NOTIFY;
          case NO_CLOSE_NOTIFY -> RESET;
          case RESET_AFTER_CLOSE_NOTIFY, RESET, ALERT, HANDSHAKE_FAILED -> this;
        };
  }
}
