package net.teardown.picture;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.spec.ResolvedName;
import net.teardown.experiment.terms.Quantity;
import net.teardown.experiment.terms.Verdict;
import net.teardown.picture.Picture.Note;
import net.teardown.picture.explanation.Explanation;
import org.jspecify.annotations.Nullable;

/**
 * Writes the paragraphs below the ladder: what happened and why, whether theory allows it, what to
 * change, the evidence.
 */
final class Paragraphs {

  private Paragraphs() {}

  static List<Note> of(Experiment made) {
    Outcome outcome = made.outcome();
    Explanation explanation = Explanation.of(made);
    List<Note> notes = new ArrayList<>();
    notes.add(new Note("what happened", explanation.happened()));
    notes.add(prediction(outcome, explanation));
    if (outcome.met() != null) {
      notes.add(expectation(outcome));
    }
    if (explanation.advice() != null) {
      notes.add(
          new Note(
              outcome.verdict().judged() ? "to end well" : "what to do",
              advice(explanation.advice())));
    }
    List<String> between = between(outcome, explanation);
    if (!between.isEmpty()) {
      notes.add(new Note("in between", between));
    }
    if (!outcome.verdict().neverConnected()) {
      notes.add(new Note("evidence", evidence(outcome)));
    }
    ResolvedName named = outcome.named();
    if (named != null && named.addresses().size() > 1) {
      notes.add(
          new Note(
              "address",
              "%s was tried, of %s"
                  .formatted(named.addressTried(), String.join(", ", named.addresses()))));
    }
    List<String> tcp = tcp(outcome);
    if (!tcp.isEmpty()) {
      notes.add(new Note("tcp", tcp));
    }
    if ((outcome.asPredicted() != null || !between.isEmpty()) && !explanation.sources().isEmpty()) {
      notes.add(new Note("sources", String.join("; ", explanation.sources())));
    }
    if (outcome.asked().label() != null) {
      notes.add(new Note("label", outcome.asked().label()));
    }
    notes.add(
        new Note("run at", outcome.run().startedAt().truncatedTo(ChronoUnit.SECONDS).toString()));
    if (made.id() != null) {
      notes.add(new Note("kept as", made.id().toString()));
    }
    return List.copyOf(notes);
  }

  /** Puts the fields to change on a line of their own, so that they can be copied. */
  private static List<String> advice(String advice) {
    int fields = advice.indexOf(" {");
    return fields < 0
        ? List.of(advice)
        : List.of(advice.substring(0, fields), advice.substring(fields + 1));
  }

  /** Each finding with its evidence, then the comparison. */
  private static List<String> between(Outcome outcome, Explanation explanation) {
    List<Diagnosis.Finding> findings = outcome.ends().between().findings();
    List<String> paragraphs = new ArrayList<>();
    for (int i = 0; i < explanation.inBetween().size(); i++) {
      paragraphs.add(explanation.inBetween().get(i));
      if (i < findings.size()) {
        findings.get(i).evidence().forEach(shown -> paragraphs.add("- " + shown));
      }
    }
    return paragraphs;
  }

  private static Note expectation(Outcome outcome) {
    return Boolean.TRUE.equals(outcome.met())
        ? new Note("met", "what 'expect' accepts.")
        : new Note(
            "NOT met", outcome.shortfalls().stream().map(unmet -> unmet.sentence() + ".").toList());
  }

  private static Note prediction(Outcome outcome, Explanation explanation) {
    if (outcome.ends().server().isPresent() && outcome.verdict().judged()) {
      return new Note("what it means", explanation.why());
    }
    if (outcome.asPredicted() == null) {
      return new Note("no prediction", "applies: " + nothingToCompare(outcome.verdict()));
    }
    return outcome.asPredicted()
        ? new Note("as predicted", explanation.why())
        : new Note(
            "NOT as predicted",
            "expected %s, delivery %s, for this reason: %s"
                .formatted(
                    either(outcome.predicted().verdicts()),
                    either(outcome.predicted().deliveries()),
                    explanation.why()));
  }

  private static String nothingToCompare(Verdict verdict) {
    if (verdict.neverConnected()) {
      return "the connection never stood.";
    }
    return verdict == Verdict.INCONCLUSIVE
        ? "the run can't be judged."
        : "there is none for such a run.";
  }

  private static String either(Collection<? extends Enum<?>> values) {
    return values.isEmpty()
        ? "nothing"
        : String.join(" or ", values.stream().map(Enum::name).toList());
  }

  /** The results of the calls that only take evidence, which have no rungs. */
  private static String evidence(Outcome outcome) {
    Side observer = Side.observing(outcome);
    String whose = observer.name().toLowerCase(Locale.ROOT);
    Evidence seen = observer.of(outcome).evidence();
    if (seen == null) {
      return outcome.verdict() == Verdict.NOT_OBSERVED
          ? outcome.ends().server().filter(ServerReport::onlyConnected).isPresent()
              ? "none: how the connection ends wasn't waited for"
              : "none: the %s closed, and nobody observed that".formatted(whose)
          : "none from the " + whose + ", which is the observer";
    }
    List<String> parts = new ArrayList<>();
    if (seen.tcpState() != null) {
      parts.add("state " + seen.tcpState().name().replace('_', '-'));
    }
    parts.add(seen("FIN", seen.finReceived()));
    parts.add(seen("RST", seen.resetReceived()));
    if (seen.timedOut()) {
      parts.add("given up with ETIMEDOUT");
    }
    if (seen.unreachable() != null) {
      parts.add(seen.unreachable());
    }
    if (seen.socketError() != null) {
      parts.add("SO_ERROR " + seen.socketError());
    }
    if (seen.timeWait() != null) {
      parts.add("TIME-WAIT " + seen.timeWait().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    if (outcome.run().settledMicros() > 0) {
      parts.add("watched for " + Amounts.time(outcome.run().settledMicros()));
    }
    return "%s's %s: %s"
        .formatted(whose, seen.tcpState() == null ? "calls" : "kernel", String.join(", ", parts));
  }

  /** What each end's kernel counted on the path; empty on loopback, where there is no path. */
  private static List<String> tcp(Outcome outcome) {
    if (!outcome.spec().peer().isElsewhere()) {
      return List.of();
    }
    List<String> ends = new ArrayList<>();
    for (Side side : Side.values()) {
      TcpCounts tcp = side.of(outcome).tcp();
      if (tcp != null) {
        ends.add(side.name().toLowerCase(Locale.ROOT) + ": " + counted(tcp));
      }
    }
    return ends;
  }

  private static String counted(TcpCounts tcp) {
    List<String> parts = new ArrayList<>();
    if (tcp.rttMicros() != null) {
      parts.add("round trip " + Amounts.time(tcp.rttMicros()));
    }
    if (tcp.pathMtu() != null) {
      parts.add("path MTU " + Quantity.number(tcp.pathMtu()));
    }
    if (tcp.retransmits() != null) {
      parts.add(
          Quantity.number(tcp.retransmits())
              + " sent again"
              + (tcp.lost() == null || tcp.retransmits() == 0
                  ? ""
                  : ", %s of them lost".formatted(Quantity.number(tcp.lost()))));
    }
    if (tcp.reordered() != null && tcp.reordered() > 0) {
      parts.add(Quantity.number(tcp.reordered()) + " overtaken");
    }
    if (tcp.unacknowledgedBytes() != null && tcp.unacknowledgedBytes() > 0) {
      parts.add(
          Quantity.bytes(tcp.unacknowledgedBytes())
              + " unacknowledged"
              + (tcp.notSentBytes() == null || tcp.notSentBytes() == 0
                  ? ""
                  : ", %s of them never sent".formatted(Quantity.number(tcp.notSentBytes()))));
    }
    return String.join(", ", parts);
  }

  private static String seen(String what, @Nullable Boolean received) {
    return received == null ? what + " undecided" : received ? what + " seen" : "no " + what;
  }
}
