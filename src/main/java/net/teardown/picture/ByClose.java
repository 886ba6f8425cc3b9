package net.teardown.picture;

import net.teardown.experiment.evidence.TcpState;

/** The segment that {@code close(2)} sends at once. */
enum ByClose {
  NOTHING,
  FIN,
  RST;

  /**
   * Returns the segment by RFC 9293 3.10.4 and RFC 1122 4.2.2.13, as Linux follows them.
   *
   * @param state the socket's state right before the close
   * @param unread whether bytes were left unread
   * @param lingersZero whether SO_LINGER was {on, 0}
   * @param notSent whether bytes still waited to be sent for the first time
   */
  static ByClose in(TcpState state, boolean unread, boolean lingersZero, boolean notSent) {
    return switch (state) {
      case ESTABLISHED, SYN_RECEIVED, CLOSE_WAIT -> unread || lingersZero ? RST : FIN;
      case FIN_WAIT_1, FIN_WAIT_2 -> unread || lingersZero ? RST : NOTHING;
      // Both FINs were sent, so there is nothing left to abort but bytes that still wait.
      case CLOSING, LAST_ACK -> unread || (lingersZero && notSent) ? RST : NOTHING;
      case CLOSE, TIME_WAIT, LISTEN, SYN_SENT -> NOTHING;
    };
  }
}
