package net.teardown.experiment.evidence;

/** Connection states of RFC 9293 section 3.3.2, as {@code tcpi_state} numbers them. */
public enum TcpState {
  ESTABLISHED(1),
  SYN_SENT(2),
  SYN_RECEIVED(3),
  FIN_WAIT_1(4),
  FIN_WAIT_2(5),
  TIME_WAIT(6),
  CLOSE(7),
  CLOSE_WAIT(8),
  LAST_ACK(9),
  LISTEN(10),
  CLOSING(11);

  private static final TcpState[] BY_NUMBER = new TcpState[12];

  static {
    for (TcpState state : values()) {
      BY_NUMBER[state.number] = state;
    }
  }

  private final int number;

  TcpState(int number) {
    this.number = number;
  }

  /**
   * The state that the kernel's number stands for (include/net/tcp_states.h). Linux's NEW_SYN_RECV
   * (12) is the RFC's SYN-RECEIVED.
   *
   * @throws IllegalArgumentException for a number that no state has
   */
  public static TcpState ofKernel(int number) {
    if (number == 12) {
      return SYN_RECEIVED;
    }
    if (number < 1 || number >= BY_NUMBER.length) {
      throw new IllegalArgumentException("'number' must be a tcpi_state of 1 to 12, not " + number);
    }
    return BY_NUMBER[number];
  }
}
