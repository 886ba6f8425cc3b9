package net.teardown.socket;

import org.jspecify.annotations.Nullable;

/**
 * What Linux reports of a connection: a part of {@code struct tcp_info} (linux/tcp.h; tcp(7),
 * {@code TCP_INFO}), in the kernel's own numbers. The struct has only ever grown at its end, so the
 * offsets hold for every kernel that has the field. A field that this kernel doesn't have is null.
 *
 * @param state {@code tcpi_state}, offset 0: numbered as in net/tcp_states.h, see {@link
 *     #stateName}
 * @param retransmits {@code tcpi_retransmits}, offset 2: consecutive retransmission timeouts
 *     without an acknowledgement in between
 * @param rtoMicros {@code tcpi_rto}, offset 8: the retransmission timeout in microseconds
 * @param sendMss {@code tcpi_snd_mss}, offset 16: bytes per segment sent
 * @param unacknowledgedSegments {@code tcpi_unacked}, offset 24: segments sent and not acknowledged
 * @param lastAckMillis {@code tcpi_last_ack_recv}, offset 56: how long ago the last acknowledgement
 *     was received, in milliseconds
 * @param pathMtu {@code tcpi_pmtu}, offset 60: bytes per packet that the path is known to carry
 * @param rttMicros {@code tcpi_rtt}, offset 68: smoothed round-trip time in microseconds; 0 before
 *     the first sample
 * @param rttVarMicros {@code tcpi_rttvar}, offset 72: its mean deviation in microseconds
 * @param retransmissions {@code tcpi_total_retrans}, offset 100: segments retransmitted over the
 *     whole connection
 * @param bytesAcked {@code tcpi_bytes_acked}, offset 120: bytes the peer acknowledged; the SYN
 *     counts as one at the end that did the active open, the FIN at both
 * @param bytesReceived {@code tcpi_bytes_received}, offset 128 (Linux 4.1): bytes received in
 *     order; a FIN counts as one
 * @param notSentBytes {@code tcpi_notsent_bytes}, offset 144 (Linux 4.6): bytes that wait to be
 *     sent for the first time
 * @param dsackDuplicates {@code tcpi_dsack_dups}, offset 216 (Linux 4.19): segments that the peer
 *     reported as received twice (RFC 2883)
 * @param reorderings {@code tcpi_reord_seen}, offset 220 (Linux 4.19): how often segments of this
 *     end were seen to be reordered
 * @param outOfOrder {@code tcpi_rcv_ooopack}, offset 224 (Linux 5.4): packets received out of order
 * @param sendWindow {@code tcpi_snd_wnd}, offset 228 (Linux 5.4): bytes that the peer has room for
 * @param receiveMss {@code tcpi_rcv_mss}, offset 20: bytes per segment received
 * @param receiveWindow {@code tcpi_rcv_wnd}, offset 232 (Linux 6.2): bytes that this end said it
 *     has room for
 */
public record TcpInfo(
    int state,
    int retransmits,
    long rtoMicros,
    int sendMss,
    int unacknowledgedSegments,
    long lastAckMillis,
    int pathMtu,
    long rttMicros,
    long rttVarMicros,
    int retransmissions,
    long bytesAcked,
    long bytesReceived,
    @Nullable Long notSentBytes,
    @Nullable Long dsackDuplicates,
    @Nullable Long reorderings,
    @Nullable Long outOfOrder,
    @Nullable Long sendWindow,
    int receiveMss,
    @Nullable Long receiveWindow) {

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

  /** The state's name as in net/tcp_states.h: {@code CLOSE_WAIT}, {@code FIN_WAIT2}. */
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
