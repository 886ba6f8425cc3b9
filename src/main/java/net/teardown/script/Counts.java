package net.teardown.script;

import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.socket.TcpInfo;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's counters of one connection. Cumulative counters are taken from the last answer;
 * momentary ones from the last answer in a state other than CLOSE, since in CLOSE the kernel
 * reports them as 0.
 */
final class Counts {

  private @Nullable TcpInfo last;
  private @Nullable TcpInfo standing;
  private long sentWhenStanding;
  private @Nullable Long notSentWhenStanding;
  private long sentAtLast;

  /**
   * Records an answer.
   *
   * @param sent sequence numbers this end had used by then that {@code tcpi_bytes_acked} counts,
   *     without the FIN
   * @param finSent whether this end has asked for its FIN
   * @param probing whether the evidence is taken already, so that cumulative counters no longer
   *     belong to the experiment
   */
  void note(TcpInfo info, long sent, boolean finSent, boolean probing) {
    if (!probing) {
      last = info;
      sentAtLast = sent;
    }
    if (info.state() != TcpInfo.CLOSE) {
      standing = info;
      sentWhenStanding = sent;
      notSentWhenStanding = notSent(info, finSent);
    }
  }

  /**
   * How many bytes wait to be sent for the first time; null where the kernel can't say. A FIN that
   * was asked for stands behind all of them, and the kernel counts it as one.
   */
  static @Nullable Long notSent(TcpInfo info, boolean finSent) {
    Long waiting = info.notSentBytes();
    return waiting == null || waiting == 0 || !finSent ? waiting : Long.valueOf(waiting - 1);
  }

  /** What was acknowledged counts up, so CLOSE tells it too. */
  private @Nullable Long unacknowledged() {
    TcpInfo known = last;
    if (known != null && known.state() == TcpInfo.CLOSE) {
      return left(sentAtLast, known);
    }
    return standing == null ? null : left(sentWhenStanding, standing);
  }

  /** An acknowledged FIN is one more than was sent. */
  private static Long left(long sent, TcpInfo info) {
    return Math.max(0, sent - info.bytesAcked());
  }

  /** The counters as far as they are known; null if the kernel never answered. */
  @Nullable TcpCounts counts() {
    if (last == null) {
      return null;
    }
    TcpInfo stood = standing;
    return new TcpCounts(
        (long) last.retransmissions(),
        stood == null ? null : Long.valueOf(stood.retransmits()),
        last.reorderings(),
        last.outOfOrder(),
        last.dsackDuplicates(),
        last.rttMicros() == 0 ? null : Long.valueOf(last.rttMicros()),
        last.rttMicros() == 0 ? null : Long.valueOf(last.rttVarMicros()),
        (long) last.pathMtu(),
        (long) last.sendMss(),
        stood == null ? null : Long.valueOf(stood.unacknowledgedSegments()),
        unacknowledged(),
        notSentWhenStanding,
        stood == null ? null : stood.sendWindow());
  }
}
