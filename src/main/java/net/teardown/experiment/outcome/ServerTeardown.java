package net.teardown.experiment.outcome;

/**
 * How a server most likely ended the connection, as far as one end can tell. RFC 9112 9.6 says what
 * it should do.
 */
public enum ServerTeardown {
  /** It half-closed, and read on until the client had closed too. */
  LINGERING_CLOSE("lingering close"),
  /** It half-closed and then closed, without reading what was still to come. */
  HALF_CLOSE_THEN_CLOSE("half-close, then close"),
  /** It closed, without a half-close before. */
  PLAIN_CLOSE("plain close"),
  /** It reset the connection on purpose (SO_LINGER 0), or ended with bytes unread. */
  ABORT("abort"),
  /** The process or host had gone, or no longer knew the connection. */
  SOCKET_GONE("a socket that was gone"),
  /** The reset came from between the ends. */
  IN_BETWEEN("something in between"),
  /** It has not closed. */
  KEEPS_OPEN("keeps the connection"),
  UNKNOWN("unknown");

  private final String text;

  ServerTeardown(String text) {
    this.text = text;
  }

  /** The name for a sentence: {@code lingering close}. */
  public String text() {
    return text;
  }
}
