package net.teardown.picture;

import net.teardown.experiment.evidence.TcpState;

/** What {@code close(2)} puts on the wire at once. */
enum ByClose {
  NOTHING,
  FIN,
  RST;

  /**
   * What it is, by RFC 9293 3.10.4 and RFC 1122 4.2.2.13 as Linux follows them.
   *
   * @param state the socket's right before
   * @param unread whether anything was left to read
   * @param lingersZero whether SO_LINGER was on and 0
   * @param notSent whether anything waited to be sent for the first time
   */
  static ByClose in(TcpState state, boolean unread, boolean lingersZero, boolean notSent) {
    return switch (state) {
      case ESTABLISHED, SYN_RECEIVED, CLOSE_WAIT -> unread || lingersZero ? RST : FIN;
      case FIN_WAIT_1, FIN_WAIT_2 -> unread || lingersZero ? RST : NOTHING;
      // Both FINs are under way: there is no connection left to abort but for what waits.
      case CLOSING, LAST_ACK -> unread || (lingersZero && notSent) ? RST : NOTHING;
      case CLOSE, TIME_WAIT, LISTEN, SYN_SENT -> NOTHING;
    };
  }
}
