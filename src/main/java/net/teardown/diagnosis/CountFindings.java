package net.teardown.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.outcome.Diagnosis.Finding;
import net.teardown.experiment.outcome.Diagnosis.Kind;
import net.teardown.experiment.terms.Quantity;

/**
 * Finds loss and reordering in what both kernels counted, which are facts about the path and no
 * fault of something in between. A FIN, an RST or a bare ACK that is lost or overtaken shows in
 * none of these counts.
 */
final class CountFindings {

  /**
   * The first retransmission timeout (RFC 6298 2.1). On a path with a longer round trip the SYN is
   * always sent twice.
   */
  private static final long FIRST_TIMEOUT_MICROS = 1_000_000;

  private final TwoEndedRun run;

  private CountFindings(TwoEndedRun run) {
    this.run = run;
  }

  static List<Finding> of(TwoEndedRun run) {
    CountFindings counted = new CountFindings(run);
    List<Finding> findings = new ArrayList<>();
    counted.add(findings, Kind.LOSSY, counted.sentAgain());
    counted.add(findings, Kind.REORDERS, counted.overtaken());
    return findings;
  }

  private void add(List<Finding> findings, Kind kind, List<String> evidence) {
    if (!evidence.isEmpty() && !overLoopback()) {
      // Never confirmed: the kernel's counts are estimates, and it may take loss for reordering or
      // the reverse.
      findings.add(FindingText.finding(kind, false, evidence));
    }
  }

  /**
   * Whether the run stayed on one host. There tail loss probes (RFC 8985 7) are sent although
   * nothing is lost.
   */
  private boolean overLoopback() {
    String one = run.initiator().address();
    String other = run.responder().address();
    return one == null || other == null || host(one).equals(host(other));
  }

  private static String host(String address) {
    return address.substring(0, address.lastIndexOf(':'));
  }

  private List<String> sentAgain() {
    List<String> evidence = new ArrayList<>();
    sentAgain(evidence, "initiator", run.initiator());
    sentAgain(evidence, "responder", run.responder());
    return evidence;
  }

  private static void sentAgain(List<String> evidence, String whose, EndRecord sender) {
    long count = lost(sender);
    if (count > 0) {
      evidence.add(
          "the %s's kernel sent %s again, and no duplicate was reported to it"
              .formatted(whose, Quantity.segments(count)));
    }
  }

  /**
   * Segments that were sent again and acknowledged in the end. Those that stay unanswered don't
   * count, as something in between may drop them. A sender that saw reordering counts none: it sent
   * some again because of it, and the DSACK may not have arrived yet.
   */
  private static long lost(EndRecord sender) {
    TcpCounts tcp = sender.tcp();
    if (tcp == null || tcp.lost() == null) {
      return 0;
    }
    boolean slow = tcp.rttMicros() != null && tcp.rttMicros() >= FIRST_TIMEOUT_MICROS;
    boolean windowOpen = tcp.sendWindow() != null && tcp.sendWindow() > 0;
    boolean overtaken = tcp.reordered() != null && tcp.reordered() > 0;
    return slow || !windowOpen || overtaken ? 0 : tcp.lost() - unanswered(sender, tcp);
  }

  /**
   * The tail loss probe and the retransmissions of unacknowledged segments. Those of the byte that
   * is sent after the evidence aren't part of the counts.
   */
  private static long unanswered(EndRecord sender, TcpCounts tcp) {
    boolean waits = tcp.unacknowledgedSegments() != null && tcp.unacknowledgedSegments() > 0;
    boolean probeAlone =
        sender.probe() != null
            && sender.probe() != ProbeAnswer.NOT_SENT
            && tcp.unacknowledgedBytes() != null
            && tcp.unacknowledgedBytes() <= 1;
    return waits && !probeAlone && tcp.retransmitsInARow() != null
        ? tcp.retransmitsInARow() + 1
        : 0;
  }

  private List<String> overtaken() {
    List<String> evidence = new ArrayList<>();
    overtaken(evidence, "initiator", run.initiator(), "responder", run.responder());
    overtaken(evidence, "responder", run.responder(), "initiator", run.initiator());
    return evidence;
  }

  private static void overtaken(
      List<String> evidence, String from, EndRecord sender, String to, EndRecord receiver) {
    TcpCounts sent = sender.tcp();
    TcpCounts received = receiver.tcp();
    if (sent == null) {
      return;
    }
    if (sent.reordered() != null && sent.reordered() > 0) {
      evidence.add(
          "the %s's kernel saw its segments overtake each other %s"
              .formatted(from, sent.reordered() == 1 ? "once" : sent.reordered() + " times"));
    } else if (received != null
        && received.outOfOrder() != null
        && received.outOfOrder() > 0
        && sent.retransmits() != null
        && sent.retransmits() == 0
        && nothingWasUnderWay(sent)
        && allCame(sender, receiver)) {
      evidence.add(
          "%s came to the %s out of turn, and nothing had been sent again"
              .formatted(Quantity.segments(received.outOfOrder()), to));
    }
  }

  /**
   * Whether nothing was unacknowledged when the counts were read. The closer's are read right
   * before its close: segments that were under way then may have been lost and sent again since, so
   * that the FIN behind them arrived out of order.
   */
  private static boolean nothingWasUnderWay(TcpCounts sent) {
    return sent.unacknowledgedBytes() != null && sent.unacknowledgedBytes() == 0;
  }

  /**
   * Whether all bytes arrived. If a segment was lost and not sent again before an abort, those
   * behind it are out of order too.
   */
  private static boolean allCame(EndRecord sender, EndRecord receiver) {
    return receiver.bytesArrived() >= sender.kernelAccepted();
  }

  /** Whether full segments stayed unacknowledged, see {@link TcpCounts#unanswered()}. */
  static boolean fullSegmentsUnanswered(EndRecord sender) {
    TcpCounts tcp = sender.tcp();
    return tcp != null
        && tcp.unanswered()
        && tcp.sendMss() != null
        && tcp.unacknowledgedBytes() != null
        && tcp.unacknowledgedBytes() >= tcp.sendMss();
  }

  /** Evidence text for {@link #fullSegmentsUnanswered}. */
  static String unanswered(String whose, EndRecord sender) {
    TcpCounts tcp = Objects.requireNonNull(sender.tcp());
    return "the %s's segments of %s were sent again %d times, and never acknowledged"
        .formatted(
            whose,
            Quantity.bytes(Objects.requireNonNull(tcp.sendMss())),
            Objects.requireNonNull(tcp.retransmitsInARow()));
  }
}
