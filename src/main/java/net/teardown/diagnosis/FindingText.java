package net.teardown.diagnosis;

import java.util.List;
import java.util.stream.Stream;
import net.teardown.experiment.outcome.Diagnosis.Finding;
import net.teardown.experiment.outcome.Diagnosis.Kind;

/** Writes the sentence of a finding, by its kind and whether it is confirmed. */
final class FindingText {

  private FindingText() {}

  static Finding finding(Kind kind, boolean confirmed, List<String> evidence) {
    return finding(kind, confirmed, true, evidence);
  }

  /**
   * @param aborted whether the closer's own close had to be an abort
   */
  static Finding finding(Kind kind, boolean confirmed, boolean aborted, List<String> evidence) {
    return new Finding(kind, confirmed, text(kind, confirmed, aborted), evidence);
  }

  private static String text(Kind kind, boolean confirmed, boolean aborted) {
    return switch (kind) {
      case RESET_TRANSLATED_OR_DROPPED -> {
        if (!confirmed) {
          yield "The reset never came: it was lost or overtaken, or something in between drops it"
              + " or turns it into a clean end.";
        }
        yield aborted
            ? "Something in between keeps the reset to itself, so that an abort looks like a clean"
                + " end."
            : "Something in between keeps to itself the reset that answers what comes after the"
                + " close.";
      }
      case RESETS_BLOCKED ->
          confirmed
              ? "Resets don't get through: something in between drops them."
              : "No reset came: it was lost, or something in between drops resets.";
      case FIN_BLOCKED ->
          confirmed
              ? "The FIN doesn't get through: something in between takes it and doesn't pass it on."
              : "The FIN never came: it was lost or overtaken, or something in between drops it.";
      case RESET_INJECTED ->
          confirmed
              ? "A reset came that the closer never sent: something in between ends connections by"
                  + " RST."
              : "A reset came that the closer never sent: something in between ended the connection"
                  + " by RST, or a segment strayed to a host that knew the connection no more.";
      case FLOW_FORGOTTEN_SILENTLY ->
          confirmed
              ? "Something in between forgets a flow that is silent for so long, and drops what"
                  + " comes later without a word. Send something more often, such as TCP"
                  + " keepalives, or end the connection before."
              : "What came after the silence got no answer: something in between forgot the flow"
                  + " and drops what comes later, or lets nothing through any more.";
      case FLOW_FORGOTTEN_WITH_RESET ->
          confirmed
              ? "Something in between forgets a flow that is silent for so long, and what comes"
                  + " later is answered by an RST, although the other end still stands. Send"
                  + " something more often, such as TCP keepalives, or end the connection before."
              : "What came after the silence was answered by an RST, although the other end stood:"
                  + " something in between forgot the flow, or resets connections.";
      case CUT_OFF ->
          "Something in between ended the connection: it took a half-close for the end, answered a"
              + " FIN by RST, or gave up by itself. Of proxies, nginx does that without"
              + " 'proxy_half_close on', HAProxy with 'option nolinger' (leave it out).";
      case TRUNCATION_HIDDEN ->
          "Something in between cut short what the closer had sent, and hid that behind a clean"
              + " end.";
      case LARGE_SEGMENTS_BLOCKED ->
          confirmed
              ? "Full segments don't get through and small ones do: something in between drops"
                  + " large packets and doesn't say so (ICMP). Let ICMP through, or lower the"
                  + " MTU."
              : "Full segments stayed unanswered: something in between drops large packets and"
                  + " doesn't say so (ICMP), or lets nothing through any more.";
      case REWRITTEN ->
          "Something in between changes the bytes, such as a proxy that puts a header in front or"
              + " a filter.";
      case ADDRESS_TRANSLATED ->
          "The responder saw another address than the initiator's own: a NAT or a proxy lies"
              + " between.";
      case ENDED_IN_BETWEEN ->
          aborted
              ? "Something in between ends the connection itself, and otherwise than the closer"
                  + " did."
              : "Something in between holds a connection of its own: it acknowledges bytes for a"
                  + " peer whose socket is gone. That is what a proxy does, and no fault.";
      case LOSSY ->
          "The path loses segments, or holds some back for so long that TCP sends them again.";
      case REORDERS -> "Segments overtake each other on the path.";
    };
  }

  /** Returns this finding as several runs show it, confirmed or not, with evidence added. */
  static Finding repeated(Finding finding, boolean confirmed, boolean aborted, String evidence) {
    return finding(
        finding.kind(),
        confirmed,
        aborted,
        Stream.concat(finding.evidence().stream(), Stream.of(evidence)).toList());
  }
}
