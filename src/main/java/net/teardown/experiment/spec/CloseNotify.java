package net.teardown.experiment.spec;

/** What a TLS client does before it closes (RFC 8446 6.1). */
public enum CloseNotify {
  /** Sends a close_notify, half-closes, and reads until the server has ended the stream too. */
  SEND_AND_WAIT,
  /** Sends a close_notify and closes at once, so that the server's answer may be reset. */
  SEND,
  /** Closes without a close_notify. */
  SKIP
}
