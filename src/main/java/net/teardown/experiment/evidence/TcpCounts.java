package net.teardown.experiment.evidence;

import org.jspecify.annotations.Nullable;

/**
 * What one end's kernel counted on its connection ({@code TCP_INFO}), which shows what the path did
 * to it. A count is null, never 0, if this kernel doesn't keep it, or if it could only be read
 * while the connection was established and wasn't read then.
 *
 * @param retransmits segments sent again ({@code tcpi_total_retrans})
 * @param retransmitsInARow timeouts in a row with nothing acknowledged in between ({@code
 *     tcpi_retransmits}), when the connection was last seen established
 * @param reordered how often its segments were seen to be reordered ({@code tcpi_reord_seen})
 * @param outOfOrder packets that came in out of order ({@code tcpi_rcv_ooopack})
 * @param dsackDuplicates segments that the other end says it got twice ({@code tcpi_dsack_dups})
 * @param rttMicros smoothed round-trip time ({@code tcpi_rtt}); null before the first sample too
 * @param rttVarMicros its mean deviation ({@code tcpi_rttvar})
 * @param pathMtu bytes per packet that the path is known to carry ({@code tcpi_pmtu})
 * @param sendMss bytes per segment sent ({@code tcpi_snd_mss})
 * @param unacknowledgedSegments sent and not acknowledged ({@code tcpi_unacked}), when the
 *     connection was last seen established
 * @param unacknowledgedBytes accepted from {@code send} and not acknowledged, the FIN left out,
 *     when the connection was last seen established, or once it was over
 * @param notSentBytes of these, what waited to be sent for the first time ({@code
 *     tcpi_notsent_bytes}, less the FIN)
 * @param sendWindow bytes that the other end had room for ({@code tcpi_snd_wnd}), when the
 *     connection was last seen established
 */
public record TcpCounts(
    @Nullable Long retransmits,
    @Nullable Long retransmitsInARow,
    @Nullable Long reordered,
    @Nullable Long outOfOrder,
    @Nullable Long dsackDuplicates,
    @Nullable Long rttMicros,
    @Nullable Long rttVarMicros,
    @Nullable Long pathMtu,
    @Nullable Long sendMss,
    @Nullable Long unacknowledgedSegments,
    @Nullable Long unacknowledgedBytes,
    @Nullable Long notSentBytes,
    @Nullable Long sendWindow) {

  private static final int RETRANSMITS_THAT_PROVE = 3;

  private static final long MOST = 0xFFFF_FFFFL;

  /**
   * @throws IllegalArgumentException if one of them is below 0 or above 32 bits, which no kernel
   *     reports
   */
  public TcpCounts {
    counted("retransmits", retransmits);
    counted("retransmitsInARow", retransmitsInARow);
    counted("reordered", reordered);
    counted("outOfOrder", outOfOrder);
    counted("dsackDuplicates", dsackDuplicates);
    counted("rttMicros", rttMicros);
    counted("rttVarMicros", rttVarMicros);
    counted("pathMtu", pathMtu);
    counted("sendMss", sendMss);
    counted("unacknowledgedSegments", unacknowledgedSegments);
    counted("unacknowledgedBytes", unacknowledgedBytes);
    counted("notSentBytes", notSentBytes);
    counted("sendWindow", sendWindow);
  }

  private static void counted(String name, @Nullable Long count) {
    if (count != null && (count < 0 || count > MOST)) {
      throw new IllegalArgumentException(
          "'%s' must be 0 to %d, not %d".formatted(name, MOST, count));
    }
  }

  /**
   * Segments sent again that the other end didn't report as duplicates (DSACK): those that were
   * lost, and those whose timer ran out too early. Null where the kernel can't tell.
   */
  public @Nullable Long lost() {
    return retransmits == null || dsackDuplicates == null
        ? null
        : Long.valueOf(Math.max(0, retransmits - dsackDuplicates));
  }

  /**
   * Whether something sent stayed unacknowledged through three retransmissions, which is unlikely
   * to be loss alone. False too where the kernel can't tell.
   */
  public boolean unanswered() {
    return inFlight() && retransmitsInARow != null && retransmitsInARow >= RETRANSMITS_THAT_PROVE;
  }

  /** Whether something sent is on its way, a FIN too. False too where the kernel can't tell. */
  public boolean inFlight() {
    return unacknowledgedSegments != null && unacknowledgedSegments > 0;
  }

  /**
   * Whether the other end's closed window holds bytes back: some wait to be sent and none are in
   * flight. False too where the kernel can't tell.
   */
  public boolean heldBack() {
    return waitsToSend() && !inFlight();
  }

  /**
   * Whether bytes wait to be sent for the first time, which a window that is closed, or was until
   * now, keeps back. False too where the kernel can't tell.
   */
  public boolean waitsToSend() {
    return notSentBytes != null && notSentBytes > 0;
  }
}
