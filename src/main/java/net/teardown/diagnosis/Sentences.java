package net.teardown.diagnosis;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.teardown.experiment.Diagnosis.Finding;
import net.teardown.experiment.Diagnosis.Kind;

/** What a finding says, by how sure it is. */
final class Sentences {

  private Sentences() {}

  static Finding finding(Kind kind, boolean confirmed, List<String> evidence) {
    return new Finding(kind, confirmed, text(kind, confirmed), evidence);
  }

  private static String text(Kind kind, boolean confirmed) {
    return switch (kind) {
      case RESET_TRANSLATED_OR_DROPPED ->
          confirmed
              ? "Something in between keeps the reset to itself, so that an abort looks like a"
                  + " clean end."
              : "The reset never came: it was lost, or something in between drops it or turns it"
                  + " into a clean end.";
      case RESETS_BLOCKED ->
          confirmed
              ? "Resets don't get through: something in between drops them."
              : "No reset came: it was lost, or something in between drops resets.";
      case FIN_BLOCKED ->
          confirmed
              ? "The FIN doesn't get through: something in between takes it and doesn't pass it on."
              : "The FIN never came: it was lost, or something in between drops it.";
      case RESET_INJECTED ->
          "A reset came that the closer never sent: something in between ends connections by RST.";
      case TRUNCATION_HIDDEN ->
          "Something in between cut short what the closer had sent, and hid that behind a clean"
              + " end.";
      case REWRITTEN ->
          "Something in between changes the bytes, such as a proxy that puts a header in front or"
              + " a filter.";
      case ADDRESS_TRANSLATED ->
          "The responder saw another address than the initiator's own: a NAT or a proxy lies"
              + " between.";
      case ENDED_IN_BETWEEN ->
          "Something in between ends the connection itself: it acknowledges bytes for a peer whose"
              + " socket is gone.";
    };
  }

  /** This finding, proven by its coming again. */
  static Finding confirmed(Finding finding, String evidence) {
    return finding(
        finding.kind(),
        true,
        Stream.concat(finding.evidence().stream(), Stream.of(evidence)).toList());
  }

  static String bytes(long count) {
    return count == 1 ? "1 byte" : String.format(Locale.ROOT, "%,d bytes", count);
  }
}
