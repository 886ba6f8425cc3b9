package net.teardown.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Diagnosis.Finding;
import net.teardown.experiment.outcome.Diagnosis.Kind;
import net.teardown.experiment.outcome.Diagnosis.Repeat;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Concludes from several runs of one spec over one path what a single run can't prove. A lost FIN
 * or RST leaves no trace at either end, but chance doesn't lose it each time. A run in which the
 * path lost or reordered segments proves nothing.
 */
public final class Repeats {

  /**
   * Segment size that passes where large packets don't: IPv4 hosts must accept packets of 576 bytes
   * (RFC 9293 3.7.1).
   */
  public static final int SMALL_SEGMENT_BYTES = 500;

  private static final int RUNS_THAT_CONFIRM = 3;

  /** Whether a closer aborted doesn't depend on what reached the observer. */
  private static final int NOTHING_FITS = 0;

  /** Runs that confirm a finding if each of them alone proved it by unanswered retransmissions. */
  private static final int PROOFS_THAT_CONFIRM = 2;

  private Repeats() {}

  /**
   * One run of a spec.
   *
   * @param ends the transcripts of both ends, with the findings of this run
   */
  public record Run(Spec spec, Judgement judgement, Ends.TwoHosts ends) {

    /** The findings of this run; null if there are none. */
    public @Nullable Diagnosis diagnosis() {
      return ends.between().diagnosis();
    }

    /** The transcripts of its ends, with this diagnosis in place of the run's own. */
    public Ends.TwoHosts ends(@Nullable Diagnosis found) {
      PathFacts between = ends.between();
      return Objects.equals(found, between.diagnosis())
          ? ends
          : new Ends.TwoHosts(
              ends.initiator(),
              ends.report(),
              new PathFacts(between.responder(), between.clockErrorMicros(), found));
    }

    private List<Finding> findings() {
      return ends.between().findings();
    }
  }

  /**
   * Whether one more run could confirm a finding of these.
   *
   * @param runs of the same spec, the first of them first
   */
  public static boolean wanted(List<Run> runs) {
    return runs.size() < RUNS_THAT_CONFIRM
        && runs.stream().noneMatch(Repeats::byChance)
        && runs.getFirst().findings().stream()
            .anyMatch(finding ->
                restsOnOneRun(runs.getFirst(), finding)
                    && shownBy(runs, finding.kind()) == runs.size()
                    && !confirmedBy(runs, finding.kind()));
  }

  /**
   * Returns the findings of the first run, confirmed or not by all runs; null if there are none.
   *
   * @param runs of the same spec, at least one
   */
  public static @Nullable Diagnosis combined(List<Run> runs) {
    Run first = runs.getFirst();
    if (runs.size() == 1) {
      return first.diagnosis();
    }
    boolean aborted =
        first
            .ends()
            .closer(first.spec().closer())
            .map(closer -> new CloserRecord(closer, NOTHING_FITS).aborted())
            .orElse(false);
    List<Finding> findings = new ArrayList<>();
    for (Finding finding : first.findings()) {
      findings.add(
          restsOnOneRun(first, finding)
              ? FindingText.repeated(
                  finding, confirmedBy(runs, finding.kind()), aborted, often(runs, finding.kind()))
              : finding);
    }
    return diagnosis(
        first,
        findings,
        runs.subList(1, runs.size()).stream().map(run -> repeat(run, null, null)).toList());
  }

  /** Whether large segments may have been dropped. */
  public static boolean largeSegmentsSuspected(Run run) {
    return found(run, Kind.LARGE_SEGMENTS_BLOCKED)
        // The ticket shares the first segment with what follows it.
        || (run.judgement().reason() == Reason.TICKET_NOT_CLAIMED
            && CountFindings.fullSegmentsUnanswered(run.ends().initiator()));
  }

  /**
   * Returns the findings of a run, compared with a run of the same spec with segments of at most
   * {@link #SMALL_SEGMENT_BYTES}; null if there are none.
   */
  public static @Nullable Diagnosis besideSmallSegments(Run run, Run small) {
    boolean passed = small.judgement().verdict().judged() && !unansweredAtAnEnd(small);
    List<Finding> findings = new ArrayList<>();
    for (Finding finding : run.findings()) {
      findings.add(
          finding.kind() == Kind.LARGE_SEGMENTS_BLOCKED
              ? FindingText.repeated(finding, passed, true, smallOnes(passed))
              : finding);
    }
    if (passed && !found(run, Kind.LARGE_SEGMENTS_BLOCKED)) {
      findings.add(
          FindingText.finding(
              Kind.LARGE_SEGMENTS_BLOCKED,
              true,
              List.of(
                  CountFindings.unanswered("initiator", run.ends().initiator()), smallOnes(true))));
    }
    return diagnosis(run, findings, List.of(repeat(small, SMALL_SEGMENT_BYTES, null)));
  }

  /** Whether something in between may have forgotten the flow while both ends were silent. */
  public static boolean flowForgotten(Run run) {
    return run.findings().stream().anyMatch(Repeats::isOfSilence);
  }

  /**
   * Returns the findings of a run, compared with a run of the same spec without the silence; null
   * if there are none.
   */
  public static @Nullable Diagnosis besideNoSilence(Run run, Run brisk) {
    boolean passed = gotThrough(brisk);
    String evidence =
        "without the silence the same spec %s"
            .formatted(passed ? "got through" : "didn't get through either");
    boolean byChance = byChance(run) && byChance(brisk);
    return diagnosis(
        run,
        run.findings().stream()
            .map(finding ->
                isOfSilence(finding)
                    ? FindingText.repeated(finding, passed && !byChance, true, evidence)
                    : finding)
            .toList(),
        List.of(repeat(brisk, null, 0)));
  }

  private static boolean isOfSilence(Finding finding) {
    return finding.kind() == Kind.FLOW_FORGOTTEN_SILENTLY
        || finding.kind() == Kind.FLOW_FORGOTTEN_WITH_RESET;
  }

  /** Whether a run was judged, everything in it was answered, and it accuses nothing. */
  private static boolean gotThrough(Run run) {
    return run.judgement().verdict().judged()
        && run.judgement().verdict() != Verdict.TIMED_OUT
        && !unansweredAtAnEnd(run)
        && run.findings().stream().allMatch(Repeats::accusesNothing);
  }

  private static boolean unansweredAtAnEnd(Run run) {
    return run.ends().initiator().unanswered()
        || run.ends().other().map(EndRecord::unanswered).orElse(false);
  }

  private static boolean accusesNothing(Finding finding) {
    return switch (finding.kind()) {
      case ADDRESS_TRANSLATED, LOSSY, REORDERS -> true;
      case RESET_TRANSLATED_OR_DROPPED,
          RESETS_BLOCKED,
          FIN_BLOCKED,
          RESET_INJECTED,
          FLOW_FORGOTTEN_SILENTLY,
          FLOW_FORGOTTEN_WITH_RESET,
          CUT_OFF,
          TRUNCATION_HIDDEN,
          LARGE_SEGMENTS_BLOCKED,
          REWRITTEN,
          ENDED_IN_BETWEEN ->
          false;
    };
  }

  private static String smallOnes(boolean passed) {
    return "with segments of %d bytes at most the same spec %s"
        .formatted(SMALL_SEGMENT_BYTES, passed ? "got through" : "didn't get through either");
  }

  private static boolean confirmedBy(List<Run> runs, Kind kind) {
    int needed =
        runs.stream().allMatch(run -> confirmed(run, kind))
            ? PROOFS_THAT_CONFIRM
            : RUNS_THAT_CONFIRM;
    return runs.stream().noneMatch(Repeats::byChance)
        && shownBy(runs, kind) == runs.size()
        && runs.size() >= needed;
  }

  private static String often(List<Run> runs, Kind kind) {
    int shown = shownBy(runs, kind);
    long unjudged = runs.stream().filter(run -> !run.judgement().verdict().judged()).count();
    long otherwise = runs.stream().filter(run -> shows(run, kind) && !found(run, kind)).count();
    String others = unjudged == 0 ? "" : ", of which %d can't be judged".formatted(unjudged);
    String toBoth =
        otherwise == 0 ? "" : ", in %d of which the closer was reset too".formatted(otherwise);
    return shown == runs.size()
        ? "so in each of %d runs%s".formatted(shown, toBoth)
        : "so in %d of %d runs%s%s".formatted(shown, runs.size(), toBoth, others);
  }

  private static int shownBy(List<Run> runs, Kind kind) {
    return (int) runs.stream().filter(run -> shows(run, kind)).count();
  }

  /**
   * Whether a run shows this kind of finding, perhaps as another kind. When something resets the
   * observer, a closer whose FIN isn't acknowledged yet sends it again, and the observer's host
   * answers that by RST. This RST may reach the closer before its close, which then shows as
   * CUT_OFF instead of RESET_INJECTED. A reset that answers the probe got through, so the missing
   * one was lost and RESETS_BLOCKED isn't shown.
   */
  private static boolean shows(Run run, Kind kind) {
    return (found(run, kind) && !(kind == Kind.RESETS_BLOCKED && probe(run) == ProbeAnswer.RESET))
        || (kind == Kind.RESET_INJECTED && found(run, Kind.CUT_OFF) && observerReset(run));
  }

  private static @Nullable ProbeAnswer probe(Run run) {
    return run.ends().observer(run.spec().closer()).map(EndRecord::probe).orElse(null);
  }

  private static boolean observerReset(Run run) {
    return run.judgement().verdict() == Verdict.RESET
        || run.judgement().verdict() == Verdict.EOF_THEN_RESET;
  }

  private static boolean byChance(Run run) {
    return found(run, Kind.LOSSY) || found(run, Kind.REORDERS);
  }

  /** Whether chance could have caused this finding in one run. */
  private static boolean restsOnOneRun(Run run, Finding finding) {
    return switch (finding.kind()) {
      case RESET_TRANSLATED_OR_DROPPED, RESETS_BLOCKED ->
          run.ends().observer(run.spec().closer()).map(EndRecord::probe).orElse(null)
              != ProbeAnswer.ACKNOWLEDGED;
      case FIN_BLOCKED, RESET_INJECTED -> true;
      case ENDED_IN_BETWEEN -> !finding.confirmed();
      case FLOW_FORGOTTEN_SILENTLY,
          FLOW_FORGOTTEN_WITH_RESET,
          CUT_OFF,
          TRUNCATION_HIDDEN,
          LARGE_SEGMENTS_BLOCKED,
          REWRITTEN,
          ADDRESS_TRANSLATED,
          LOSSY,
          REORDERS ->
          false;
    };
  }

  private static boolean found(Run run, Kind kind) {
    return run.findings().stream().anyMatch(finding -> finding.kind() == kind);
  }

  private static boolean confirmed(Run run, Kind kind) {
    return run.findings().stream()
        .anyMatch(finding -> finding.kind() == kind && finding.confirmed());
  }

  private static Repeat repeat(
      Run run, @Nullable Integer segmentBytes, @Nullable Integer idleMillis) {
    return new Repeat(
        run.judgement().verdict(),
        run.judgement().reason(),
        run.judgement().delivery(),
        run.findings().stream().map(Finding::kind).toList(),
        segmentBytes,
        idleMillis);
  }

  private static @Nullable Diagnosis diagnosis(
      Run run, List<Finding> findings, List<Repeat> repeats) {
    return findings.isEmpty() ? run.diagnosis() : new Diagnosis(findings, repeats);
  }
}
