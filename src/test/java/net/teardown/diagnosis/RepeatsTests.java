package net.teardown.diagnosis;

import static java.util.Objects.requireNonNull;
import static net.teardown.diagnosis.Specs.spec;
import static net.teardown.experiment.outcome.Diagnosis.Kind.CUT_OFF;
import static net.teardown.experiment.outcome.Diagnosis.Kind.ENDED_IN_BETWEEN;
import static net.teardown.experiment.outcome.Diagnosis.Kind.FIN_BLOCKED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.FLOW_FORGOTTEN_SILENTLY;
import static net.teardown.experiment.outcome.Diagnosis.Kind.LARGE_SEGMENTS_BLOCKED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.RESETS_BLOCKED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.RESET_INJECTED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.RESET_TRANSLATED_OR_DROPPED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Diagnosis.Finding;
import net.teardown.experiment.outcome.Diagnosis.Kind;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Verdict;
import org.junit.jupiter.api.Test;

/** Tests what several runs of one spec prove that one run can't. */
class RepeatsTests {

  private static final String HALF_CLOSES = "'shutdownBeforeClose':true";

  private final Repeats.Run clean = new Account(spec(Closer.RESPONDER, 5, 1, 9, HALF_CLOSES)).run();
  private final Repeats.Run withoutFin = run(Verdict.RESET).run();
  private final Repeats.Run lossy =
      run(Verdict.RESET).counted(Account.counts(1, 0, 0), Account.quiet()).run();
  private final Repeats.Run unanswered =
      run(Verdict.CLEAN_EOF).probed(ProbeAnswer.UNACKNOWLEDGED).run();
  private final Repeats.Run acknowledged =
      run(Verdict.CLEAN_EOF).probed(ProbeAnswer.ACKNOWLEDGED).run();

  private static Account run(Verdict verdict) {
    return new Account(spec(Closer.RESPONDER, 5, 1, 9, HALF_CLOSES)).ended(verdict);
  }

  @Test
  void threeOfThreeConfirmWhatLeavesNoTrace() {
    assertThat(Repeats.wanted(List.of(withoutFin))).isTrue();
    assertThat(Repeats.wanted(List.of(withoutFin, withoutFin))).isTrue();
    assertThat(Repeats.wanted(List.of(withoutFin, withoutFin, withoutFin))).isFalse();

    Diagnosis diagnosis = diagnosis(withoutFin, withoutFin, withoutFin);

    Finding finding = only(diagnosis, FIN_BLOCKED);
    assertThat(finding.confirmed()).isTrue();
    assertThat(finding.text()).doesNotContain("lost");
    assertThat(finding.evidence()).endsWith("so in each of 3 runs");
    assertThat(diagnosis.repeats())
        .hasSize(2)
        .allSatisfy(repeat -> {
          assertThat(repeat.verdict()).isEqualTo(Verdict.RESET);
          assertThat(repeat.found()).containsExactly(FIN_BLOCKED);
        });
  }

  @Test
  void aForgottenFlowIsConfirmedIfTheSameGotThroughWithoutTheSilence() {
    Repeats.Run silent = forgotten().run();
    Repeats.Run brisk = new Account(silent.spec().withoutIdle()).ended(Verdict.CLEAN_EOF).run();

    assertThat(Repeats.flowForgotten(silent)).isTrue();
    assertThat(Repeats.wanted(List.of(silent))).isFalse();
    Diagnosis diagnosis = requireNonNull(Repeats.besideNoSilence(silent, brisk));

    Finding finding = only(diagnosis, FLOW_FORGOTTEN_SILENTLY);
    assertThat(finding.confirmed()).isTrue();
    assertThat(finding.evidence()).endsWith("without the silence the same spec got through");
    assertThat(diagnosis.repeats())
        .singleElement()
        .satisfies(repeat -> assertThat(repeat.idleMillis()).isZero());
  }

  @Test
  void aFlowIsNotProvenForgottenIfNothingGetsThroughAnyMore() {
    Repeats.Run silent = forgotten().run();
    Repeats.Run dead =
        new Account(silent.spec().withoutIdle())
            .ended(Verdict.TIMED_OUT)
            .cutOffAfter(5_000_000)
            .run();

    Finding finding =
        only(requireNonNull(Repeats.besideNoSilence(silent, dead)), FLOW_FORGOTTEN_SILENTLY);

    assertThat(finding.confirmed()).isFalse();
    assertThat(finding.evidence())
        .endsWith("without the silence the same spec didn't get through either");
  }

  @Test
  void aFlowIsNotProvenForgottenIfBothRunsLostSegments() {
    Repeats.Run silent =
        forgotten().counted(Account.counts(1, 0, 0), Account.unanswered(1, 4)).run();
    Repeats.Run brisk =
        new Account(silent.spec().withoutIdle())
            .ended(Verdict.CLEAN_EOF)
            .counted(Account.counts(1, 0, 0), Account.quiet())
            .run();

    assertThat(
            only(requireNonNull(Repeats.besideNoSilence(silent, brisk)), FLOW_FORGOTTEN_SILENTLY)
                .confirmed())
        .isFalse();
  }

  private static Account forgotten() {
    return new Account(spec(Closer.RESPONDER, 5, 5, 9, "'idleMillis':3000"))
        .forgotten(null)
        .ended(Verdict.TIMED_OUT)
        .notSettled()
        .counted(Account.quiet(), Account.unanswered(1, 4));
  }

  @Test
  void oneThatDoesntShowItEndsTheAttempt() {
    Repeats.Run innocent =
        new Account(spec(Closer.RESPONDER, 5, 1, 9, HALF_CLOSES))
            .ended(Verdict.EOF_THEN_RESET)
            .run();
    assertThat(Repeats.wanted(List.of(withoutFin, innocent))).isFalse();

    Finding finding = only(diagnosis(withoutFin, innocent), FIN_BLOCKED);

    assertThat(finding.confirmed()).isFalse();
    assertThat(finding.evidence()).endsWith("so in 1 of 2 runs");
  }

  @Test
  void aResetIsTheSameWhetherTheCloserWasResetTooOrHadClosedFirst() {
    Repeats.Run injected = drained(Verdict.EOF_THEN_RESET).drainBoundPassed().run();
    Repeats.Run toBoth =
        drained(Verdict.EOF_THEN_RESET)
            .drainBoundPassed()
            .inState(TcpState.CLOSE)
            .closerTold(Call.RECV, "ECONNRESET")
            .run();
    assertThat(Repeats.wanted(List.of(injected, toBoth))).isTrue();

    Diagnosis diagnosis = diagnosis(injected, toBoth, injected);

    Finding finding = only(diagnosis, RESET_INJECTED);
    assertThat(finding.confirmed()).isTrue();
    assertThat(finding.evidence())
        .endsWith("so in each of 3 runs, in 1 of which the closer was reset too");
    assertThat(diagnosis.repeats().getFirst().found()).containsExactly(CUT_OFF);
  }

  @Test
  void aCloserThatWasResetAloneSaysNothingOfWhoResetsTheObserver() {
    Repeats.Run injected = drained(Verdict.EOF_THEN_RESET).drainBoundPassed().run();
    Repeats.Run closerAlone =
        drained(Verdict.CLEAN_EOF)
            .drainBoundPassed()
            .inState(TcpState.CLOSE)
            .closerTold(Call.RECV, "ECONNRESET")
            .run();

    assertThat(Repeats.wanted(List.of(injected, closerAlone))).isFalse();
    assertThat(only(diagnosis(injected, closerAlone, injected), RESET_INJECTED).confirmed())
        .isFalse();
  }

  private static Account drained(Verdict verdict) {
    return new Account(spec(Closer.RESPONDER, 5, 1, 9, HALF_CLOSES + ",'drainBeforeClose':true"))
        .ended(verdict);
  }

  @Test
  void nothingIsConfirmedWhereThePathLoses() {
    assertThat(Repeats.wanted(List.of(lossy))).isFalse();
    assertThat(Repeats.wanted(List.of(withoutFin, lossy))).isFalse();
    assertThat(
            diagnosis(withoutFin, withoutFin, lossy).findings().stream().filter(Finding::confirmed))
        .isEmpty();
    assertThat(diagnosis(lossy, lossy, lossy).findings()).noneMatch(Finding::confirmed);
  }

  @Test
  void whatStayedUnansweredTwiceNeedsNoThird() {
    assertThat(Repeats.wanted(List.of(unanswered))).isTrue();
    assertThat(Repeats.wanted(List.of(unanswered, unanswered))).isFalse();
    assertThat(only(diagnosis(unanswered, unanswered), RESET_TRANSLATED_OR_DROPPED).confirmed())
        .isTrue();
    Repeats.Run answered = run(Verdict.CLEAN_EOF).probed(ProbeAnswer.RESET).run();
    assertThat(only(diagnosis(unanswered, answered), RESET_TRANSLATED_OR_DROPPED).confirmed())
        .isFalse();
  }

  @Test
  void whatIsAcknowledgedForOneWhoIsGoneNeedsNoRepeat() {
    assertThat(Repeats.wanted(List.of(acknowledged))).isFalse();
    assertThat(diagnosis(acknowledged).findings())
        .extracting(Finding::kind)
        .containsExactly(RESET_TRANSLATED_OR_DROPPED, ENDED_IN_BETWEEN);
    assertThat(findings(acknowledged)).allMatch(Finding::confirmed);
  }

  @Test
  void whatShowsNothingIsNotRepeated() {
    Repeats.Run innocent =
        new Account(spec(Closer.RESPONDER, 5, 5, 9, "")).ended(Verdict.CLEAN_EOF).run();

    assertThat(Repeats.wanted(List.of(innocent))).isFalse();
    assertThat(Repeats.combined(List.of(innocent))).isNull();
    assertThat(Repeats.wanted(List.of(clean))).isTrue();
  }

  @Test
  void smallSegmentsThatGetThroughProveThatLargeOnesAreHeldBack() {
    Repeats.Run hole =
        new Account(spec(Closer.RESPONDER, 5, 5, 5000, ""))
            .counted(Account.unanswered(5000, 3), Account.quiet())
            .closerStoppedIn(Phase.ACKNOWLEDGEMENT)
            .run();
    Repeats.Run through =
        new Account(spec(Closer.RESPONDER, 5, 5, 5000, ""))
            .counted(Account.quiet(), Account.quiet())
            .run();
    assertThat(Repeats.largeSegmentsSuspected(hole)).isTrue();
    assertThat(Repeats.largeSegmentsSuspected(through)).isFalse();

    Diagnosis diagnosis = requireNonNull(Repeats.besideSmallSegments(hole, through));

    assertThat(only(diagnosis, LARGE_SEGMENTS_BLOCKED).confirmed()).isTrue();
    assertThat(diagnosis.repeats().getFirst().segmentBytes()).isEqualTo(500);
    assertThat(
            only(requireNonNull(Repeats.besideSmallSegments(hole, hole)), LARGE_SEGMENTS_BLOCKED)
                .confirmed())
        .isFalse();
  }

  @Test
  void resetsThatAreBlockedAreConfirmedByTwo() {
    Repeats.Run blocked =
        new Account(spec(Closer.RESPONDER, 5, 1, 0, ""))
            .ended(Verdict.TIMED_OUT)
            .probed(ProbeAnswer.UNACKNOWLEDGED)
            .run();

    assertThat(only(diagnosis(blocked, blocked), RESETS_BLOCKED).confirmed()).isTrue();
  }

  @Test
  void resetsAreNotBlockedWhereOneAnswersTheProbe() {
    Repeats.Run answered =
        new Account(spec(Closer.RESPONDER, 5, 1, 0, ""))
            .ended(Verdict.TIMED_OUT)
            .probed(ProbeAnswer.RESET)
            .run();

    assertThat(Repeats.wanted(List.of(answered))).isFalse();
    assertThat(only(diagnosis(answered, answered, answered), RESETS_BLOCKED).confirmed()).isFalse();
  }

  private static Diagnosis diagnosis(Repeats.Run... runs) {
    return requireNonNull(Repeats.combined(List.of(runs)));
  }

  private static List<Finding> findings(Repeats.Run run) {
    return requireNonNull(run.diagnosis()).findings();
  }

  private static Finding only(Diagnosis diagnosis, Kind kind) {
    assertThat(diagnosis.findings()).extracting(Finding::kind).contains(kind);
    return diagnosis.findings().stream()
        .filter(finding -> finding.kind() == kind)
        .findFirst()
        .orElseThrow();
  }
}
