package net.teardown.socket;

/**
 * What Linux knows of a connection: a part of {@code struct tcp_info} (linux/tcp.h; tcp(7), {@code
 * TCP_INFO}), in the kernel's own numbers. The layout only ever grew at its end, so the offsets
 * hold for every kernel that has the field.
 *
 * @param state {@code tcpi_state}, offset 0: numbered as in net/tcp_states.h, see {@link
 *     #stateName}
 * @param unacknowledgedSegments {@code tcpi_unacked}, offset 24: segments sent and not acknowledged
 * @param rttMicros {@code tcpi_rtt}, offset 68: smoothed round-trip time in microseconds
 * @param sendMss {@code tcpi_snd_mss}, offset 16: bytes per segment sent
 * @param bytesAcked {@code tcpi_bytes_acked}, offset 120: bytes the peer acknowledged; its SYN
 *     counts at the end that did the active open, its FIN at both
 * @param bytesReceived {@code tcpi_bytes_received}, offset 128 (Linux 4.1): bytes received in
 *     order; a FIN counts as one
 * @param retransmissions {@code tcpi_total_retrans}, offset 100: segments sent again, over the
 *     whole connection
 * @param segmentsOut {@code tcpi_segs_out}, offset 136 (Linux 4.2)
 * @param segmentsIn {@code tcpi_segs_in}, offset 140 (Linux 4.2)
 */
public record TcpInfo(
    int state,
    int unacknowledgedSegments,
    long rttMicros,
    int sendMss,
    long bytesAcked,
    long bytesReceived,
    int retransmissions,
    long segmentsOut,
    long segmentsIn) {

  /** {@code TCP_ESTABLISHED}. */
  public static final int ESTABLISHED = 1;

  /** {@code TCP_TIME_WAIT}. */
  public static final int TIME_WAIT = 6;

  /** {@code TCP_CLOSE}. */
  public static final int CLOSE = 7;

  /** {@code TCP_CLOSE_WAIT}. */
  public static final int CLOSE_WAIT = 8;

  /** {@code TCP_LAST_ACK}. */
  public static final int LAST_ACK = 9;

  /** {@code TCP_LISTEN}. */
  public static final int LISTEN = 10;

  /** The state in words, spelled as in net/tcp_states.h: {@code CLOSE_WAIT}, {@code FIN_WAIT2}. */
  public String stateName() {
    return switch (state) {
      case ESTABLISHED -> "ESTABLISHED";
      case 2 -> "SYN_SENT";
      case 3 -> "SYN_RECV";
      case 4 -> "FIN_WAIT1";
      case 5 -> "FIN_WAIT2";
      case TIME_WAIT -> "TIME_WAIT";
      case CLOSE -> "CLOSE";
      case CLOSE_WAIT -> "CLOSE_WAIT";
      case LAST_ACK -> "LAST_ACK";
      case LISTEN -> "LISTEN";
      case 11 -> "CLOSING";
      case 12 -> "NEW_SYN_RECV";
      default -> "UNKNOWN_" + state;
    };
  }
}
