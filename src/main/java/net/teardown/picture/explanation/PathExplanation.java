package net.teardown.picture.explanation;

import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.outcome.Comparison;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Reason;
import org.jspecify.annotations.Nullable;

/** Writes the sentences about what lies between the two hosts of an outcome. */
final class PathExplanation {

  private PathExplanation() {}

  /** One sentence for each finding and one for the comparison; empty if there is neither. */
  static List<String> sentences(Experiment made) {
    List<String> sentences = new ArrayList<>();
    for (Diagnosis.Finding finding : findings(made.outcome())) {
      sentences.add(finding.text());
    }
    if (made.comparison() != null) {
      sentences.add(compared(made.outcome(), made.comparison()));
    }
    return sentences;
  }

  /** The documents with the rules that the findings rest on. */
  static List<String> sources(Outcome outcome) {
    return findings(outcome).stream().map(finding -> source(finding.kind())).distinct().toList();
  }

  private static String source(Diagnosis.Kind kind) {
    return switch (kind) {
      case RESET_TRANSLATED_OR_DROPPED, RESETS_BLOCKED -> "RFC 9293 3.5.2";
      case FIN_BLOCKED, TRUNCATION_HIDDEN -> "RFC 9293 3.10.7.4";
      case RESET_INJECTED -> "RFC 3360";
      case CUT_OFF -> "RFC 9293 3.6";
      case FLOW_FORGOTTEN_SILENTLY, FLOW_FORGOTTEN_WITH_RESET -> "RFC 5382 5";
      case LARGE_SEGMENTS_BLOCKED -> "RFC 2923 2.1";
      case LOSSY -> "RFC 6298 5";
      case REORDERS -> "RFC 4737 3.3";
      case REWRITTEN, ENDED_IN_BETWEEN -> "RFC 3135 2";
      case ADDRESS_TRANSLATED -> "RFC 3022";
    };
  }

  private static List<Diagnosis.Finding> findings(Outcome outcome) {
    return outcome.ends().between().findings();
  }

  private static String compared(Outcome outcome, Comparison direct) {
    String run =
        switch (direct.with()) {
          case DIRECT ->
              "Straight to the responder at %s the same spec".formatted(direct.address());
        };
    if (!direct.verdict().judged()) {
      return "%s ended in %s%s, so there is nothing to compare with."
          .formatted(run, direct.verdict(), reason(direct.reason()));
    }
    if (!outcome.verdict().judged()) {
      return "%s ended in %s%s."
          .formatted(
              run,
              direct.verdict(),
              stoppedOnTheWay(outcome) ? ": what lies between doesn't let it through" : "");
    }
    if (!direct.differs()) {
      return run + " ended the same.";
    }
    String how =
        outcome.verdict() == direct.verdict()
            ? "in %s too, but with delivery %s".formatted(direct.verdict(), direct.delivery())
            : "in " + direct.verdict();
    boolean eitherMayHappen =
        Boolean.TRUE.equals(outcome.asPredicted()) && Boolean.TRUE.equals(direct.asPredicted());
    return eitherMayHappen
        ? "%s ended %s: theory allows both, so that says nothing of what lies between."
            .formatted(run, how)
        : "%s ended %s: what lies between made the difference.".formatted(run, how);
  }

  /** Whether the path, and not an end, kept the run from being judged. */
  private static boolean stoppedOnTheWay(Outcome outcome) {
    return outcome.verdict().neverConnected()
        || outcome.reason() == Reason.TICKET_NOT_CLAIMED
        || outcome.reason() == Reason.REACHED_ANOTHER_INSTANCE
        || outcome.reason() == Reason.BYTES_NEVER_ARRIVED;
  }

  private static String reason(@Nullable Reason reason) {
    return reason == null ? "" : " (" + reason + ")";
  }
}
