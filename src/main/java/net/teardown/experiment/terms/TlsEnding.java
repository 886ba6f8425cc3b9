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
  HANDSHAKE_FAILED
}
