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
 * What both kernels counted of the path: facts, and no accusation. A FIN, an RST or a bare ACK that
 * is lost or overtaken shows in none of their counts.
 */
final class PathCounts {

  /**
   * The first retransmission timeout (RFC 6298 2.1): a path that is slower has a SYN sent twice.
   */
  private static final long FIRST_TIMEOUT_MICROS = 1_000_000;

  private final TwoEndedRun said;

  private PathCounts(TwoEndedRun said) {
    this.said = said;
  }

  static List<Finding> of(TwoEndedRun said) {
    PathCounts counted = new PathCounts(said);
    List<Finding> findings = new ArrayList<>();
    counted.add(findings, Kind.LOSSY, counted.sentAgain());
    counted.add(findings, Kind.REORDERS, counted.overtaken());
    return findings;
  }

  private void add(List<Finding> findings, Kind kind, List<String> evidence) {
    if (!evidence.isEmpty() && !overLoopback()) {
      // The kernel's counts are its own guess: it may take one for the other.
      findings.add(FindingText.finding(kind, false, evidence));
    }
  }

  /** Tail loss probes (RFC 8985 7) are sent there although nothing is ever lost. */
  private boolean overLoopback() {
    String one = said.initiator().address();
    String other = said.responder().address();
    return one == null || other == null || host(one).equals(host(other));
  }

  private static String host(String address) {
    return address.substring(0, address.lastIndexOf(':'));
  }

  private List<String> sentAgain() {
    List<String> evidence = new ArrayList<>();
    sentAgain(evidence, "initiator", said.initiator());
    sentAgain(evidence, "responder", said.responder());
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
   * Sent again and acknowledged at last; what stays unanswered may be somebody's doing. Who saw
   * segments overtake each other sent some again for that, and may not have been told yet that they
   * came twice.
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
   * The tail loss probe of what is unanswered, and its retransmissions. Those of the byte that is
   * sent after the evidence aren't among what was counted.
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
    overtaken(evidence, "initiator", said.initiator(), "responder", said.responder());
    overtaken(evidence, "responder", said.responder(), "initiator", said.initiator());
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
   * The closer was asked right before its close: what was under way then may have been lost and
   * sent again since, and the FIN behind it come early.
   */
  private static boolean nothingWasUnderWay(TcpCounts sent) {
    return sent.unacknowledgedBytes() != null && sent.unacknowledgedBytes() == 0;
  }

  /**
   * Behind one that was lost, and not sent again before an abort, the others come early as well.
   */
  private static boolean allCame(EndRecord sender, EndRecord receiver) {
    return receiver.bytesArrived() >= sender.bytesAccepted();
  }

  /** Whether segments as long as any stayed unanswered for as long as proves it. */
  static boolean fullSegmentsUnanswered(EndRecord sender) {
    TcpCounts tcp = sender.tcp();
    return tcp != null
        && tcp.unanswered()
        && tcp.sendMss() != null
        && tcp.unacknowledgedBytes() != null
        && tcp.unacknowledgedBytes() >= tcp.sendMss();
  }

  /** The same in words. */
  static String unanswered(String whose, EndRecord sender) {
    TcpCounts tcp = Objects.requireNonNull(sender.tcp());
    return "the %s's segments of %s were sent again %d times, and never acknowledged"
        .formatted(
            whose,
            Quantity.bytes(Objects.requireNonNull(tcp.sendMss())),
            Objects.requireNonNull(tcp.retransmitsInARow()));
  }
}
