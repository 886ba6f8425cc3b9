package net.teardown.picture.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Comparison;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.experiment.spec.Compare;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.spec.SpecTests;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplanationTests {

  private static final String DIRECT = "Straight to the responder at 10.0.0.2:8007 the same spec ";

  @Test
  void acrossANetworkACleanEndSaysHowLongNoResetCame() {
    assertThat(Explanation.of(run(Verdict.CLEAN_EOF, null, null, null, true)).happened())
        .contains("a FIN, and no reset within 5.1 ms.");
    assertThat(Explanation.of(Outcomes.cleanEof()).happened()).contains("a FIN, and no reset.");
  }

  @Test
  void whatAnErrorSaidIsQuoted() {
    assertThat(
            Explanation.of(
                    run(
                        Verdict.INCONCLUSIVE,
                        Reason.CONTROL_REFUSED,
                        "401 no \"such\" token\n",
                        null,
                        null))
                .text())
        .startsWith(
            "The responder refused to take part. What was said of it: \"401 no 'such' token\".");
  }

  @Test
  void whatLiesBetweenIsSaidLastAndItsSourceNamed() {
    Diagnosis diagnosis =
        new Diagnosis(
            List.of(
                new Diagnosis.Finding(
                    Diagnosis.Kind.RESET_INJECTED, true, "Something resets.", List.of("seen"))));

    Explanation explanation = Explanation.of(run(Verdict.RESET, null, null, diagnosis, false));

    assertThat(explanation.text()).endsWith(" Something resets.");
    assertThat(explanation.inBetween()).containsExactly("Something resets.");
    assertThat(explanation.sources()).endsWith("RFC 3360");
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfFindingHasASource(Diagnosis.Kind kind) {
    Diagnosis diagnosis =
        new Diagnosis(List.of(new Diagnosis.Finding(kind, true, "It is so.", List.of())));

    assertThat(Explanation.of(run(Verdict.RESET, null, null, diagnosis, false)).sources())
        .last()
        .asString()
        .startsWith("RFC ");
  }

  @Test
  void aComparisonThatDiffersBlamesWhatLiesBetween() {
    assertThat(compared(Verdict.CLEAN_EOF, null, false, Verdict.RESET, Delivery.NONE_SENT, true))
        .isEqualTo(DIRECT + "ended in RESET: what lies between made the difference.");
    assertThat(compared(Verdict.RESET, null, false, Verdict.RESET, Delivery.WHOLE, true))
        .isEqualTo(
            DIRECT
                + "ended in RESET too, but with delivery WHOLE: what lies between made the"
                + " difference.");
  }

  @Test
  void aComparisonThatIsTheSameSaysSo() {
    assertThat(compared(Verdict.RESET, null, true, Verdict.RESET, Delivery.NONE_SENT, true))
        .isEqualTo(DIRECT + "ended the same.");
  }

  @Test
  void aComparisonBlamesNobodyWhereTheoryAllowsBoth() {
    assertThat(
            compared(Verdict.EOF_THEN_RESET, null, true, Verdict.RESET, Delivery.NONE_SENT, true))
        .endsWith("theory allows both, so that says nothing of what lies between.");
  }

  @Test
  void aComparisonThatCouldNotBeJudgedComparesNothing() {
    assertThat(compared(Verdict.RESET, null, true, Verdict.INCONCLUSIVE, Delivery.UNKNOWN, null))
        .isEqualTo(
            DIRECT
                + "ended in INCONCLUSIVE (REPORT_UNAVAILABLE), so there is nothing to compare"
                + " with.");
    assertThat(compared(Verdict.RESET, null, true, Verdict.REFUSED, Delivery.UNKNOWN, null))
        .contains("ended in REFUSED");
  }

  @Test
  void aRunThatThePathStoppedIsToldFromOneThatWasStoppedElsewhere() {
    assertThat(
            compared(
                Verdict.INCONCLUSIVE,
                Reason.TICKET_NOT_CLAIMED,
                null,
                Verdict.RESET,
                Delivery.NONE_SENT,
                true))
        .isEqualTo(DIRECT + "ended in RESET: what lies between doesn't let it through.");
    assertThat(
            compared(
                Verdict.INCONCLUSIVE,
                Reason.NO_LOCAL_PORT,
                null,
                Verdict.RESET,
                Delivery.NONE_SENT,
                true))
        .isEqualTo(DIRECT + "ended in RESET.");
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"REFUSED", "UNREACHABLE", "CONNECT_TIMED_OUT", "INCONCLUSIVE"})
  void whatDidNotComeAboutIsNotToldAsTheoryHasItButWhatToDo(Verdict verdict) {
    Reason reason = verdict == Verdict.INCONCLUSIVE ? Reason.TICKET_NOT_CLAIMED : null;
    Explanation explanation = Explanation.of(run(verdict, reason, null, null, null));

    assertThat(explanation.text()).doesNotContain("closes with data unread");
    assertThat(explanation.sources()).isEmpty();
    assertThat(explanation.advice()).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void moreTimeIsNeverAskedForWhereAllOfItWasGiven(Reason reason) {
    String all =
        "{'bytesSent':5,'bytesRead':1,'targetHost':'probe-b','timeoutMillis':%d}"
            .formatted(SpecFields.MAX_AWAITED_MILLIS);
    Explanation explanation =
        Explanation.of(
            Outcomes.of(SpecTests.draft(all).toSpec())
                .judged(new Judgement(Verdict.INCONCLUSIVE, reason, Delivery.UNKNOWN, true))
                .experiment());

    assertThat(explanation.happened() + explanation.advice()).doesNotContain("timeoutMillis");
    assertThat(Explanation.of(run(Verdict.INCONCLUSIVE, reason, null, null, null)).happened())
        .doesNotContain("give '");
  }

  private static String compared(
      Verdict verdict,
      @Nullable Reason reason,
      @Nullable Boolean asPredicted,
      Verdict direct,
      Delivery delivery,
      @Nullable Boolean directAsPredicted) {
    Outcome outcome = run(verdict, reason, null, null, asPredicted).outcome();
    Comparison comparison =
        new Comparison(
            Compare.DIRECT,
            null,
            "10.0.0.2:8007",
            direct,
            direct == Verdict.INCONCLUSIVE ? Reason.REPORT_UNAVAILABLE : null,
            delivery,
            directAsPredicted,
            verdict != direct || outcome.delivery() != delivery);
    return Explanation.of(new Experiment(null, outcome, comparison, null)).inBetween().getFirst();
  }

  private static Experiment run(
      Verdict verdict,
      @Nullable Reason reason,
      @Nullable String detail,
      @Nullable Diagnosis diagnosis,
      @Nullable Boolean asPredicted) {
    Spec spec = SpecTests.draft("{'bytesSent':5,'bytesRead':1,'targetHost':'probe-b'}").toSpec();
    return Outcomes.of(spec)
        .took(41_200, 5_120)
        .detail(detail)
        .judged(
            new Judgement(
                verdict, reason, verdict.judged() ? Delivery.NONE_SENT : Delivery.UNKNOWN, true))
        .predicted(Set.of(Verdict.RESET), Set.of(Delivery.NONE_SENT), asPredicted)
        .ends(new Ends.TwoHosts(EndRecord.IDLE, null, new PathFacts(null, null, diagnosis)))
        .experiment();
  }
}
