package net.teardown.script;

import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.socket.TcpInfo;
import org.jspecify.annotations.Nullable;

/**
 * What an end's kernel has said of its connection so far. What counts up is taken from the last
 * time it was asked; what comes and goes from the last time that it was asked while the connection
 * stood, since in CLOSE the kernel says 0 to that.
 */
final class Counts {

  private @Nullable TcpInfo last;
  private @Nullable TcpInfo standing;
  private long sentWhenStanding;

  /**
   * Takes note of an answer.
   *
   * @param sent sequence numbers this end had used by then that {@code tcpi_bytes_acked} counts,
   *     the FIN's left out
   * @param probing the evidence is taken: what counts up is no longer the experiment's
   */
  void note(TcpInfo info, long sent, boolean probing) {
    if (!probing) {
      last = info;
    }
    if (info.state() != TcpInfo.CLOSE) {
      standing = info;
      sentWhenStanding = sent;
    }
  }

  /** What is known by now; null if the kernel never answered. */
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
        // An acknowledged FIN is one more than was sent.
        stood == null ? null : Long.valueOf(Math.max(0, sentWhenStanding - stood.bytesAcked())),
        stood == null ? null : stood.notSentBytes(),
        stood == null ? null : stood.sendWindow());
  }
}
