package net.teardown.diagnosis;

import static java.util.Objects.requireNonNull;
import static net.teardown.diagnosis.Specs.spec;
import static net.teardown.experiment.outcome.Diagnosis.Kind.ADDRESS_TRANSLATED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.CUT_OFF;
import static net.teardown.experiment.outcome.Diagnosis.Kind.ENDED_IN_BETWEEN;
import static net.teardown.experiment.outcome.Diagnosis.Kind.FIN_BLOCKED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.FLOW_FORGOTTEN_SILENTLY;
import static net.teardown.experiment.outcome.Diagnosis.Kind.FLOW_FORGOTTEN_WITH_RESET;
import static net.teardown.experiment.outcome.Diagnosis.Kind.LARGE_SEGMENTS_BLOCKED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.LOSSY;
import static net.teardown.experiment.outcome.Diagnosis.Kind.REORDERS;
import static net.teardown.experiment.outcome.Diagnosis.Kind.RESETS_BLOCKED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.RESET_INJECTED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.RESET_TRANSLATED_OR_DROPPED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.REWRITTEN;
import static net.teardown.experiment.outcome.Diagnosis.Kind.TRUNCATION_HIDDEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.EndTls;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Diagnosis.Finding;
import net.teardown.experiment.outcome.Diagnosis.Kind;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.Environments;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests what two transcripts prove about the path between the ends, whichever end closes. */
class DiagnosticianTests {

  private static final String HALF_CLOSES = "'shutdownBeforeClose':true";

  @Nested
  class AFlowThatFellSilent {

    private static final String IDLE = "'idleMillis':3000";

    @ParameterizedTest
    @EnumSource
    void isForgottenSilentlyIfTheByteBehindTheSilenceIsNeverAnswered(Closer closer) {
      for (int read : new int[] {1, 5}) {
        Account forgotten =
            new Account(spec(closer, 5, read, 9, IDLE))
                .forgotten(null)
                .ended(Verdict.TIMED_OUT)
                .notSettled()
                .counted(Account.quiet(), Account.unanswered(1, 4));

        assertThat(findings(forgotten)).containsExactly(perhaps(FLOW_FORGOTTEN_SILENTLY));
      }
    }

    @ParameterizedTest
    @EnumSource
    void isForgottenSilentlyWhereTheProbeBehindItIsUnansweredToo(Closer closer) {
      Account forgotten =
          new Account(spec(closer, 5, 5, 9, HALF_CLOSES + "," + IDLE))
              .forgotten(null)
              .ended(Verdict.TIMED_OUT)
              .notSettled()
              .probed(ProbeAnswer.UNACKNOWLEDGED)
              .counted(Account.quiet(), Account.unanswered(2, 4));

      assertThat(findings(forgotten)).containsExactly(perhaps(FLOW_FORGOTTEN_SILENTLY));
    }

    @ParameterizedTest
    @EnumSource
    void isForgottenWithAResetIfThatComesLongBeforeTheCloserCloses(Closer closer) {
      for (int read : new int[] {1, 5}) {
        Account forgotten =
            new Account(spec(closer, 5, read, 9, IDLE))
                .forgotten("ECONNRESET")
                .ended(Verdict.RESET)
                .counted(Account.quiet(), Account.quiet());

        assertThat(findings(forgotten)).containsExactly(perhaps(FLOW_FORGOTTEN_WITH_RESET));
      }
    }

    @ParameterizedTest
    @EnumSource
    void isForgottenWithAResetEvenIfThatAnswersTheClosersFinAsWell(Closer closer) {
      Account forgotten =
          new Account(spec(closer, 5, 5, 9, HALF_CLOSES + "," + IDLE))
              .forgotten("ECONNRESET")
              .inState(TcpState.CLOSE)
              .closerTold(Call.SOCKET_ERROR, "ECONNRESET")
              .ended(Verdict.RESET)
              .counted(Account.quiet(), Account.quiet());

      assertThat(findings(forgotten)).containsExactly(perhaps(FLOW_FORGOTTEN_WITH_RESET));
    }

    @ParameterizedTest
    @EnumSource
    void isNotForgottenIfTheResetMayBeThatOfTheClose(Closer closer) {
      Account closed =
          new Account(spec(closer, 5, 1, 9, IDLE))
              .forgotten("ECONNRESET")
              .closedSoon()
              .ended(Verdict.RESET)
              .counted(Account.quiet(), Account.quiet());

      assertThat(findings(closed)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isNotForgottenIfTheByteReachedTheCloserAndItsResetIsDropped(Closer closer) {
      Account dropped =
          new Account(spec(closer, 5, 5, 9, IDLE))
              .ended(Verdict.TIMED_OUT)
              .notSettled()
              .counted(Account.quiet(), Account.unanswered(1, 4));

      assertThat(findings(dropped)).containsExactly(perhaps(RESETS_BLOCKED));
    }

    @ParameterizedTest
    @EnumSource
    void accusesNobodyIfTheByteWasNotSentAgainThreeTimes(Closer closer) {
      Account slow =
          new Account(spec(closer, 5, 5, 9, IDLE))
              .forgotten(null)
              .ended(Verdict.TIMED_OUT)
              .cutOffAfter(1_000_000)
              .counted(Account.quiet(), Account.unanswered(1, 2));

      assertThat(findings(slow)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isNotForgottenIfBytesFromBeforeTheSilenceAreUnansweredToo(Closer closer) {
      Account blocked =
          new Account(spec(closer, 5, 5, 9, IDLE))
              .forgotten(null)
              .ended(Verdict.TIMED_OUT)
              .notSettled()
              .counted(Account.quiet(), Account.unanswered(6, 4));

      assertThat(findings(blocked)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isCutOffIfTheCloserWasResetToo(Closer closer) {
      Account cut =
          new Account(spec(closer, 5, 5, 9, IDLE))
              .forgotten("ECONNRESET")
              .inState(TcpState.CLOSE)
              .closerTold(Call.SOCKET_ERROR, "ECONNRESET")
              .ended(Verdict.RESET)
              .counted(Account.quiet(), Account.quiet());

      assertThat(findings(cut)).containsExactly(sure(CUT_OFF));
    }

    @ParameterizedTest
    @EnumSource
    void thatIsKnownStillGivesNoFinding(Closer closer) {
      for (String more : new String[] {IDLE, IDLE + "," + HALF_CLOSES}) {
        Account reset =
            new Account(spec(closer, 5, 5, 9, more))
                .ended(more.equals(IDLE) ? Verdict.RESET : Verdict.EOF_THEN_RESET);
        assertThat(findings(reset)).isEmpty();
      }
      Account drained =
          new Account(spec(closer, 5, 5, 9, IDLE + "," + HALF_CLOSES + ",'drainBeforeClose':true"))
              .ended(Verdict.CLEAN_EOF);
      assertThat(findings(drained)).isEmpty();
    }

    @Test
    void isToldWithTheWordOfBothEnds() {
      Account forgotten =
          new Account(spec(Closer.RESPONDER, 5, 5, 0, IDLE))
              .forgotten(null)
              .ended(Verdict.TIMED_OUT)
              .notSettled()
              .counted(Account.quiet(), Account.unanswered(1, 4));

      assertThat(
              requireNonNull(Diagnostician.diagnose(forgotten.twoEndedRun()))
                  .findings()
                  .getFirst()
                  .evidence())
          .containsExactly(
              "the byte that the initiator sent after 3 s of silence was sent again 4 times and"
                  + " never answered",
              "the responder's socket still stood without an error, and all before that byte had"
                  + " reached it: 5 bytes");
    }
  }

  @Nested
  class AnAbortThatLooksLikeACleanEnd {

    @ParameterizedTest
    @EnumSource
    void showsWhereTheCloserNeverSentAFin(Closer closer) {
      Account proxied = new Account(spec(closer, 5, 1, 0, "")).ended(Verdict.CLEAN_EOF);

      assertThat(findings(proxied)).containsExactly(perhaps(RESET_TRANSLATED_OR_DROPPED));
    }

    @ParameterizedTest
    @EnumSource
    void showsWhereSoLingerZeroAborts(Closer closer) {
      Account proxied =
          new Account(spec(closer, 5, 5, 9, "'lingerSeconds':0")).ended(Verdict.CLEAN_EOF);

      assertThat(findings(proxied)).containsExactly(perhaps(RESET_TRANSLATED_OR_DROPPED));
    }

    @ParameterizedTest
    @EnumSource
    void mayBeLossWhereAFinWentAhead(Closer closer) {
      Account filtered = new Account(spec(closer, 5, 1, 0, HALF_CLOSES)).ended(Verdict.CLEAN_EOF);

      assertThat(findings(filtered)).containsExactly(perhaps(RESET_TRANSLATED_OR_DROPPED));
    }

    @ParameterizedTest
    @EnumSource
    void isDroppedIfAByteSentAfterwardsGetsNoAnswerEither(Closer closer) {
      Account filtered =
          new Account(spec(closer, 5, 1, 0, HALF_CLOSES))
              .ended(Verdict.CLEAN_EOF)
              .probed(ProbeAnswer.UNACKNOWLEDGED);

      assertThat(findings(filtered)).containsExactly(sure(RESET_TRANSLATED_OR_DROPPED));
    }

    @ParameterizedTest
    @EnumSource
    void staysOpenIfTheByteWasNotSentAgainThreeTimes(Closer closer) {
      Account slow =
          new Account(spec(closer, 5, 1, 0, HALF_CLOSES))
              .ended(Verdict.CLEAN_EOF)
              .probed(ProbeAnswer.UNACKNOWLEDGED)
              .counted(null, Account.probing(0, 2));

      assertThat(findings(slow)).containsExactly(perhaps(RESET_TRANSLATED_OR_DROPPED));
    }

    @ParameterizedTest
    @EnumSource
    void staysOpenIfThePathLosesSomethingElseToo(Closer closer) {
      Account lossy =
          new Account(spec(closer, 5, 1, 0, HALF_CLOSES))
              .ended(Verdict.CLEAN_EOF)
              .probed(ProbeAnswer.UNACKNOWLEDGED)
              .counted(Account.counts(1, 0, 0), Account.probing(0, 3));

      assertThat(findings(lossy))
          .containsExactly(perhaps(RESET_TRANSLATED_OR_DROPPED), perhaps(LOSSY));
    }

    @ParameterizedTest
    @EnumSource
    void staysOpenIfTheProberItselfHadLostSomethingBefore(Closer closer) {
      Account lossy =
          new Account(spec(closer, 5, 1, 0, HALF_CLOSES))
              .ended(Verdict.CLEAN_EOF)
              .probed(ProbeAnswer.UNACKNOWLEDGED)
              .counted(Account.quiet(), Account.probing(1, 3));

      assertThat(findings(lossy))
          .containsExactly(perhaps(RESET_TRANSLATED_OR_DROPPED), perhaps(LOSSY));
    }

    @ParameterizedTest
    @EnumSource
    void staysOpenWhereTheOtherEndCountsNothing(Closer closer) {
      Account old =
          new Account(spec(closer, 5, 1, 0, HALF_CLOSES))
              .ended(Verdict.CLEAN_EOF)
              .probed(ProbeAnswer.UNACKNOWLEDGED)
              .counted(null, null);

      assertThat(findings(old)).containsExactly(perhaps(RESET_TRANSLATED_OR_DROPPED));
    }

    @ParameterizedTest
    @EnumSource
    void staysOpenIfAByteSentAfterwardsIsAnsweredByAnRst(Closer closer) {
      Account lost =
          new Account(spec(closer, 5, 1, 0, HALF_CLOSES))
              .ended(Verdict.CLEAN_EOF)
              .probed(ProbeAnswer.RESET);

      assertThat(findings(lost)).containsExactly(perhaps(RESET_TRANSLATED_OR_DROPPED));
    }

    @ParameterizedTest
    @EnumSource
    void isSomebodyElsesIfAByteSentAfterwardsIsAcknowledged(Closer closer) {
      Account proxied =
          new Account(spec(closer, 5, 1, 0, HALF_CLOSES))
              .ended(Verdict.CLEAN_EOF)
              .probed(ProbeAnswer.ACKNOWLEDGED);

      assertThat(findings(proxied))
          .containsExactly(sure(RESET_TRANSLATED_OR_DROPPED), sure(ENDED_IN_BETWEEN));
    }

    @ParameterizedTest
    @EnumSource
    void isSomebodyElsesIfAResetComesBehindIt(Closer closer) {
      Account proxied =
          new Account(spec(closer, 5, 1, 0, "'bytesSentAfterClose':3"))
              .ended(Verdict.EOF_THEN_RESET);

      assertThat(findings(proxied)).containsExactly(perhaps(ENDED_IN_BETWEEN));
    }

    @ParameterizedTest
    @EnumSource
    void showsWhereBytesAfterTheCloseGetNoReset(Closer closer) {
      Account filtered =
          new Account(spec(closer, 5, 5, 0, "'bytesSentAfterClose':3")).ended(Verdict.CLEAN_EOF);

      assertThat(findings(filtered)).containsExactly(perhaps(RESET_TRANSLATED_OR_DROPPED));
    }

    @ParameterizedTest
    @EnumSource
    void isOnlyAClaimWhereTheObserversKernelCantBeAsked(Closer closer) {
      Account proxied =
          new Account(spec(closer, 5, 1, 0, "")).ended(Verdict.CLEAN_EOF).atApplicationLevel();

      assertThat(findings(proxied)).containsExactly(perhaps(RESET_TRANSLATED_OR_DROPPED));
    }

    @ParameterizedTest
    @EnumSource
    void isNothingWhereTheResetBehindAFinCouldNotBeSeen(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 5, 1, 0, HALF_CLOSES))
              .ended(Verdict.CLEAN_EOF)
              .atApplicationLevel());
    }

    @Test
    void isNothingWhereBothFinsWereOutWhenTheResponderClosed() {
      Spec spec = spec(Closer.RESPONDER, 5, 1, 0, HALF_CLOSES + ",'initiatorHalfCloses':true");

      assertInnocent(new Account(spec).ended(Verdict.CLEAN_EOF).inState(TcpState.CLOSE));
      assertInnocent(new Account(spec).ended(Verdict.CLEAN_EOF).inState(TcpState.LAST_ACK));
    }
  }

  @Nested
  class ResetsThatDontGetThrough {

    @ParameterizedTest
    @EnumSource
    void showAsAnAbortThatNothingIsSeenOf(Closer closer) {
      Account filtered = new Account(spec(closer, 5, 1, 0, "")).ended(Verdict.TIMED_OUT);

      assertThat(findings(filtered)).containsExactly(perhaps(RESETS_BLOCKED));
    }

    @ParameterizedTest
    @EnumSource
    void areProvenByAProbe(Closer closer) {
      Account filtered =
          new Account(spec(closer, 5, 5, 0, "'lingerSeconds':0"))
              .ended(Verdict.TIMED_OUT)
              .probed(ProbeAnswer.UNACKNOWLEDGED);

      assertThat(findings(filtered)).containsExactly(sure(RESETS_BLOCKED));
    }

    @ParameterizedTest
    @EnumSource
    void showByTheProbeOfACleanRun(Closer closer) {
      Account filtered = new Account(spec(closer, 5, 5, 0, "")).probed(ProbeAnswer.UNACKNOWLEDGED);

      assertThat(findings(filtered)).containsExactly(sure(RESETS_BLOCKED));
    }

    @ParameterizedTest
    @EnumSource
    void arentShownByAProbeThatTheDeadlineCutOff(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 5, 5, 0, ""))
              .probed(ProbeAnswer.UNACKNOWLEDGED)
              .counted(null, Account.probing(0, 2)));
    }
  }

  @Nested
  class AnObserverThatTheDeadlineCutOff {

    @ParameterizedTest
    @EnumSource
    void hasWatchedForLongEnoughAfterAQuarterOfASecond(Closer closer) {
      assertThat(
              findings(
                  new Account(spec(closer, 5, 1, 0, ""))
                      .ended(Verdict.TIMED_OUT)
                      .cutOffAfter(251_000)))
          .containsExactly(perhaps(RESETS_BLOCKED));
      assertThat(
              findings(
                  new Account(spec(closer, 5, 5, 0, ""))
                      .ended(Verdict.TIMED_OUT)
                      .cutOffAfter(251_000)))
          .containsExactly(perhaps(FIN_BLOCKED));
    }

    @ParameterizedTest
    @EnumSource
    void mayJustHaveBeenTooSoon(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 5, 1, 0, "")).ended(Verdict.TIMED_OUT).cutOffAfter(249_000));
    }
  }

  @Nested
  class AFinThatDoesntGetThrough {

    @ParameterizedTest
    @EnumSource
    void showsAsAResetAfterAHalfClose(Closer closer) {
      Account filtered = new Account(spec(closer, 5, 1, 9, HALF_CLOSES)).ended(Verdict.RESET);

      assertThat(findings(filtered)).containsExactly(perhaps(FIN_BLOCKED));
    }

    @ParameterizedTest
    @EnumSource
    void showsWhereSomebodyAcknowledgedIt(Closer closer) {
      Account proxied =
          new Account(spec(closer, 5, 1, 9, HALF_CLOSES))
              .ended(Verdict.RESET)
              .inState(TcpState.FIN_WAIT_2);

      assertThat(findings(proxied)).containsExactly(perhaps(FIN_BLOCKED));
    }

    @ParameterizedTest
    @EnumSource
    void takesTheLastOfTheReplyAlongThatSharedItsSegment(Closer closer) {
      Account filtered =
          new Account(spec(closer, 5, 5, 9000, "'observerReads':'LATE'"))
              .ended(Verdict.TIMED_OUT)
              .counted(Account.quiet(), Account.quiet());

      assertThat(findings(filtered.observerRead(9000 - 1448)))
          .containsExactly(perhaps(FIN_BLOCKED));
      assertInnocent(
          new Account(spec(closer, 5, 5, 9000, "'observerReads':'LATE'"))
              .ended(Verdict.TIMED_OUT)
              .counted(Account.quiet(), Account.quiet())
              .observerRead(9000 - 1449));
    }

    @ParameterizedTest
    @EnumSource
    void showsAfterALargeReplyThatWasAcknowledged(Closer closer) {
      Account filtered =
          new Account(spec(closer, 5, 1, 1_048_576, HALF_CLOSES)).ended(Verdict.RESET);

      assertThat(findings(filtered)).containsExactly(perhaps(FIN_BLOCKED));
    }

    @ParameterizedTest
    @EnumSource
    void isNotMissedWhereTheObserversHostHadNoRoomForTheReplyInFrontOfIt(Closer closer) {
      Spec spec = spec(closer, 5, 1, 4000, HALF_CLOSES + ",'observerReads':'LATE'");
      Environment little = Environment.of(Map.of("net.ipv4.tcp_rmem", "4096 4096 6291456"));

      assertThat(findings(new Account(spec).ended(Verdict.RESET).notAcknowledged()))
          .containsExactly(perhaps(FIN_BLOCKED));
      assertInnocent(
          new Account(spec)
              .ended(Verdict.RESET)
              .notAcknowledged()
              .under(Environments.ofBoth(little)));
    }

    @ParameterizedTest
    @EnumSource
    void showsAsACleanCloseThatNeverEnds(Closer closer) {
      Account filtered = new Account(spec(closer, 5, 5, 9, "")).ended(Verdict.TIMED_OUT);

      assertThat(findings(filtered)).containsExactly(perhaps(FIN_BLOCKED));
    }

    @ParameterizedTest
    @EnumSource
    void showsWhereOnlyTheAnswerToLateBytesCame(Closer closer) {
      Account filtered =
          new Account(spec(closer, 5, 5, 9, "'bytesSentAfterClose':3")).ended(Verdict.RESET);

      assertThat(findings(filtered)).containsExactly(perhaps(FIN_BLOCKED));
    }

    @Test
    void showsForAnInitiatorThatHalfClosedBeforeTheReply() {
      Account filtered =
          new Account(spec(Closer.INITIATOR, 9, 4, 5, "'initiatorHalfCloses':true"))
              .ended(Verdict.RESET);

      assertThat(findings(filtered)).containsExactly(perhaps(FIN_BLOCKED));
    }

    @ParameterizedTest
    @EnumSource
    void isNothingWhereTheReplyInFrontOfItWasLost(Closer closer) {
      Spec spec = spec(closer, 5, 1, 9, HALF_CLOSES + ",'observerReads':'BLOCKED'");

      assertInnocent(new Account(spec).ended(Verdict.RESET).observerRead(0));
      assertInnocent(
          new Account(spec(closer, 5, 1, 9, HALF_CLOSES))
              .ended(Verdict.RESET)
              .observerRead(4)
              .notAcknowledged());
    }

    @ParameterizedTest
    @EnumSource
    void isNothingWhereMoreThanAWindowWasInFrontOfIt(Closer closer) {
      Spec late = spec(closer, 5, 1, 1_048_576, HALF_CLOSES + ",'observerReads':'LATE'");

      assertInnocent(new Account(late).ended(Verdict.RESET).observerRead(14_480));
      assertInnocent(new Account(late).ended(Verdict.RESET));
    }

    @ParameterizedTest
    @EnumSource
    void isNothingWhereALargeReplyWasStillOnItsWayAtTheDeadline(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 5, 5, 1_048_576, "'observerReads':'LATE'"))
              .ended(Verdict.TIMED_OUT)
              .observerRead(700_000));
    }
  }

  @Nested
  class AResetThatNobodySent {

    @ParameterizedTest
    @EnumSource
    void isInjected(Closer closer) {
      Account filtered = new Account(spec(closer, 5, 5, 9, "")).ended(Verdict.RESET);

      assertThat(findings(filtered)).containsExactly(perhaps(RESET_INJECTED));
    }

    @ParameterizedTest
    @EnumSource
    void isInjectedBehindBothFinsOfADrain(Closer closer) {
      Account filtered =
          new Account(spec(closer, 5, 1, 9, HALF_CLOSES + ",'drainBeforeClose':true"))
              .ended(Verdict.EOF_THEN_RESET);

      assertThat(filtered.twoEndedRun().closer().stateAtClose()).isEqualTo(TcpState.CLOSE);
      assertThat(findings(filtered)).containsExactly(perhaps(RESET_INJECTED));
    }

    @ParameterizedTest
    @EnumSource
    void isInjectedBehindAFinAsWell(Closer closer) {
      Account filtered =
          new Account(spec(closer, 5, 5, 9, HALF_CLOSES)).ended(Verdict.EOF_THEN_RESET);

      assertThat(findings(filtered)).containsExactly(perhaps(RESET_INJECTED));
    }

    @ParameterizedTest
    @EnumSource
    void isNothingWhereTheCloserAborted(Closer closer) {
      assertInnocent(new Account(spec(closer, 5, 1, 9, "")).ended(Verdict.RESET));
      assertInnocent(new Account(spec(closer, 5, 5, 9, "'lingerSeconds':0")).ended(Verdict.RESET));
    }

    @ParameterizedTest
    @EnumSource
    void isNothingWhereBytesCameAfterTheClose(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 5, 5, 0, "'bytesSentAfterClose':3"))
              .ended(Verdict.EOF_THEN_RESET));
      assertInnocent(
          new Account(spec(closer, 5, 5, 0, ""))
              .ended(Verdict.RESET)
              .closerRead(3)
              .observerSent(5));
    }

    @ParameterizedTest
    @EnumSource
    void isNothingWhereTheDrainEndedTooSoon(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 500_000, 1, 0, HALF_CLOSES + ",'drainBeforeClose':true"))
              .ended(Verdict.EOF_THEN_RESET)
              .drainBoundPassed()
              .closerRead(300_000));
    }

    @ParameterizedTest
    @EnumSource
    void isNothingWhereSoLingerWaitedInVain(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 5, 5, 9, "'lingerSeconds':1"))
              .ended(Verdict.RESET)
              .closeTook(1_000_200));
    }

    @ParameterizedTest
    @EnumSource
    void isNothingWhereTheCloserItselfWasCutOffBefore(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 5, 5, 9, "")).ended(Verdict.RESET).inState(TcpState.CLOSE));
    }

    @ParameterizedTest
    @EnumSource
    void isNothingWhereTheClosersKernelCantBeAsked(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 5, 5, 9, "")).ended(Verdict.RESET).closerWithoutKernel());
    }
  }

  @Nested
  class AReplyCutShortBehindACleanEnd {

    @ParameterizedTest
    @EnumSource
    void wasCutInBetween(Closer closer) {
      Account proxied =
          new Account(spec(closer, 5, 5, 1_048_576, "'observerReads':'LATE'"))
              .ended(Verdict.CLEAN_EOF)
              .observerRead(128_000);

      assertThat(findings(proxied)).containsExactly(sure(TRUNCATION_HIDDEN));
      assertThat(evidence(proxied)).anyMatch(text -> text.contains("1,048,576 bytes"));
    }

    @ParameterizedTest
    @EnumSource
    void comesWithTheResetThatWasTranslated(Closer closer) {
      Account proxied =
          new Account(spec(closer, 5, 1, 1_048_576, "'observerReads':'LATE'"))
              .ended(Verdict.CLEAN_EOF)
              .observerRead(128_000);

      assertThat(findings(proxied))
          .containsExactly(perhaps(RESET_TRANSLATED_OR_DROPPED), sure(TRUNCATION_HIDDEN));
    }

    @ParameterizedTest
    @EnumSource
    void isAClaimWhereOnlyTheCallsTell(Closer closer) {
      Account proxied =
          new Account(spec(closer, 5, 5, 1_048_576, ""))
              .observerRead(128_000)
              .closerWithoutKernel()
              .atApplicationLevel();

      assertThat(findings(proxied)).containsExactly(perhaps(TRUNCATION_HIDDEN));
    }
  }

  @Nested
  class Bytes {

    @ParameterizedTest
    @EnumSource
    void thatChangedWereRewritten(Closer closer) {
      Account filtered = new Account(spec(closer, 5, 5, 0, "")).alteredAt(2);

      assertThat(findings(filtered)).containsExactly(sure(REWRITTEN));
      assertThat(evidence(filtered)).anyMatch(text -> text.startsWith("byte 3 "));
    }

    @ParameterizedTest
    @EnumSource
    void thatWereAddedWereRewritten(Closer closer) {
      assertThat(findings(new Account(spec(closer, 5, 1, 0, "")).ended(Verdict.RESET).unread(40)))
          .containsExactly(sure(REWRITTEN));
      assertThat(findings(new Account(spec(closer, 5, 5, 9, "")).observerRead(12)))
          .containsExactly(sure(REWRITTEN));
    }

    @ParameterizedTest
    @EnumSource
    void thatAreMissingBeforeEndOfStreamWereRewritten(Closer closer) {
      Account filtered =
          new Account(spec(closer, 50, 10, 0, HALF_CLOSES + ",'drainBeforeClose':true"))
              .closerRead(20);

      assertThat(findings(filtered)).containsExactly(sure(REWRITTEN));
    }

    @ParameterizedTest
    @EnumSource
    void thatHadNotArrivedAtTheCloseAreNoWonder(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 16_777_216, 1, 0, "")).ended(Verdict.RESET).unread(127_973));
    }

    /** All of them came, so nothing was cut short, however few could be read of them. */
    @ParameterizedTest
    @EnumSource
    void thatTlsFindsAlteredWereRewritten(Closer closer) {
      Account altered =
          new Account(spec(closer, 5, 5, 20_000, "'tls':{}"))
              .observerRead(16_384)
              .inTls(tls(21_000, 900, null), tls(900, 21_000, "(bad_record_mac) Tag mismatch"));

      assertThat(findings(altered)).containsExactly(sure(REWRITTEN));
      assertThat(evidence(altered))
          .anyMatch(text -> text.endsWith("(bad_record_mac) Tag mismatch"));
    }

    @ParameterizedTest
    @EnumSource
    void thatAResetTookFromTheQueueWereNotRewritten(Closer closer) {
      Account cutOff =
          new Account(spec(closer, 5, 5, 20_000, "'tls':{}"))
              .ended(Verdict.RESET)
              .observerRead(0)
              .closerTold(Call.SEND, "ECONNRESET")
              .closerReadsEndOfStreamAfterwards()
              .inTls(tls(900, 400, null), tls(900, 400, null));

      assertThat(findings(cutOff)).doesNotContain(sure(REWRITTEN));
    }

    private EndTls tls(long sent, long received, @Nullable String failure) {
      return new EndTls(
          TlsVersion.TLS_1_3,
          "TLS_AES_256_GCM_SHA384",
          1,
          2L,
          null,
          failure,
          null,
          null,
          sent,
          received);
    }

    @Test
    void inFrontOfTheTicketAreToldThoughTheRunCantBeJudged() {
      TwoEndedRun proxied =
          withoutResponder(Reason.TICKET_NOT_CLAIMED, "PROXY TCP4 10.1.0.2 10.2.0.2 41234 8007");

      assertThat(kinds(diagnosis(proxied))).containsExactly(REWRITTEN);
      assertThat(diagnosis(proxied).findings().getFirst().evidence())
          .containsExactly(
              "in front of the ticket came \"PROXY TCP4 10.1.0.2 10.2.0.2 41234 8007\"");
    }
  }

  @Nested
  class AnAddress {

    @ParameterizedTest
    @EnumSource
    void thatTheResponderSeesOtherwiseWasTranslated(Closer closer) {
      Account natted = new Account(spec(closer, 5, 5, 0, "")).seenAs("10.2.0.1:50000");

      assertThat(findings(natted)).containsExactly(sure(ADDRESS_TRANSLATED));
      assertThat(evidence(natted))
          .containsExactly(
              "the initiator is 10.1.0.2:41234 to itself and 10.2.0.1:50000 to the responder");
    }

    @ParameterizedTest
    @EnumSource
    void thatWasTranslatedStandsBesideWhatElseIsFound(Closer closer) {
      Account proxied =
          new Account(spec(closer, 5, 1, 0, "")).ended(Verdict.CLEAN_EOF).seenAs("10.2.0.1:50000");

      assertThat(findings(proxied))
          .containsExactly(perhaps(RESET_TRANSLATED_OR_DROPPED), sure(ADDRESS_TRANSLATED));
    }

    @Test
    void ofOneLinkIsTheSameWhateverTheInterfaceIsCalled() {
      Account linkLocal = new Account(spec(Closer.RESPONDER, 5, 5, 0, ""));
      TwoEndedRun run = linkLocal.twoEndedRun();
      EndRecord here = run.initiator();

      assertThat(
              Diagnostician.diagnose(
                  new TwoEndedRun(
                      run.spec(),
                      run.environments(),
                      run.judgement(),
                      run.level(),
                      at("[fe80::1%eth0]:41234", here),
                      run.responder(),
                      "[fe80::1%ens3]:41234",
                      null,
                      true)))
          .isNull();
    }
  }

  @Nested
  class AnEndInBetween {

    @ParameterizedTest
    @EnumSource
    void showsThoughAllWentWell(Closer closer) {
      Account proxied = new Account(spec(closer, 5, 5, 9, "")).probed(ProbeAnswer.ACKNOWLEDGED);

      assertThat(findings(proxied)).containsExactly(sure(ENDED_IN_BETWEEN));
    }

    @ParameterizedTest
    @EnumSource
    void isNothingWhereTheProbeIsAnsweredAsItShould(Closer closer) {
      assertInnocent(new Account(spec(closer, 5, 5, 9, "")).probed(ProbeAnswer.RESET));
      assertInnocent(new Account(spec(closer, 5, 5, 9, "")).probed(ProbeAnswer.NOT_SENT));
    }
  }

  @Nested
  class NothingIsSaid {

    @ParameterizedTest
    @EnumSource
    void beforeTheSettleTimeHasPassed(Closer closer) {
      assertInnocent(new Account(spec(closer, 5, 1, 0, "")).ended(Verdict.CLEAN_EOF).notSettled());
    }

    @ParameterizedTest
    @EnumSource
    void ofACloserThatWasCutOffBefore(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 5, 1, 0, "")).ended(Verdict.CLEAN_EOF).inState(TcpState.CLOSE));
    }

    @Test
    void ofAResetThatTheClosersOwnKernelSendsForASecondAcknowledgement() {
      assertInnocent(
          new Account(spec(Closer.RESPONDER, 5, 5, 9, "'initiatorHalfCloses':true"))
              .ended(Verdict.EOF_THEN_RESET));
    }

    @Test
    void withoutTheRespondersWord() {
      assertThat(Diagnostician.diagnose(withoutResponder(Reason.REPORT_UNAVAILABLE, null)))
          .isNull();
    }

    @Test
    void ofARunThatTimeWaitLeavesOpen() {
      TwoEndedRun run =
          new Account(spec(Closer.RESPONDER, 5, 1, 0, HALF_CLOSES + ",'initiatorHalfCloses':true"))
              .twoEndedRun();

      assertThat(
              Diagnostician.diagnose(
                  new TwoEndedRun(
                      run.spec(),
                      run.environments(),
                      new Judgement(
                          Verdict.INCONCLUSIVE,
                          Reason.TIME_WAIT_UNDECIDABLE,
                          Delivery.UNKNOWN,
                          true),
                      run.level(),
                      run.initiator(),
                      run.responder(),
                      run.initiatorSeenAs(),
                      null,
                      true)))
          .isNull();
    }

    @Test
    void ofBytesThatARespondersReportDidNotYetCount() {
      TwoEndedRun run = new Account(spec(Closer.RESPONDER, 5, 5, 9, "")).accepted(0).twoEndedRun();

      assertThat(
              Diagnostician.diagnose(
                  new TwoEndedRun(
                      run.spec(),
                      run.environments(),
                      new Judgement(
                          Verdict.INCONCLUSIVE, Reason.REPORT_UNAVAILABLE, Delivery.UNKNOWN, true),
                      run.level(),
                      run.initiator(),
                      run.responder(),
                      run.initiatorSeenAs(),
                      null,
                      true)))
          .isNull();
    }
  }

  @Nested
  class ACloserThatWasCutOff {

    private static final String CUT_SHORT = "'observerReads':'LATE'";

    @ParameterizedTest
    @CsvSource({"SEND, ECONNRESET", "SEND, EPIPE", "RECV, ECONNRESET", "SOCKET_ERROR, EPIPE"})
    void wasToldSoBeforeItsClose(Call call, String errno) {
      for (Closer closer : Closer.values()) {
        for (Verdict verdict :
            List.of(Verdict.CLEAN_EOF, Verdict.RESET, Verdict.EOF_THEN_RESET, Verdict.TIMED_OUT)) {
          Account proxied =
              new Account(spec(closer, 5, 5, 9, CUT_SHORT))
                  .ended(verdict)
                  .observerRead(0)
                  .inState(TcpState.CLOSE)
                  .closerTold(call, errno);

          assertThat(findings(proxied)).as("%s", verdict).containsExactly(sure(CUT_OFF));
        }
      }
    }

    @Test
    void isToldSoThoughTheInitiatorHadHalfClosed() {
      Account proxied =
          new Account(spec(Closer.RESPONDER, 5, 5, 512, "'initiatorHalfCloses':true"))
              .observerRead(0)
              .inState(TcpState.CLOSE)
              .closerTold(Call.SOCKET_ERROR, "EPIPE");

      assertThat(findings(proxied)).containsExactly(sure(CUT_OFF));
      assertThat(evidence(proxied))
          .contains(
              "the responder was told EPIPE before it closed",
              "the initiator had half-closed and read on");
      assertThat(diagnosis(proxied.twoEndedRun()).findings().getFirst().text())
          .contains("proxy_half_close on", "nolinger");
    }

    @ParameterizedTest
    @EnumSource
    void isToldSoInItsDrainWhereTheAnswerToItsFinNeverCame(Closer closer) {
      Account rejected =
          new Account(spec(closer, 5, 1, 9, HALF_CLOSES + ",'drainBeforeClose':true"))
              .drainBoundPassed()
              .ended(Verdict.EOF_THEN_RESET)
              .inState(TcpState.CLOSE)
              .closerTold(Call.RECV, "ECONNRESET");

      assertThat(findings(rejected)).containsExactly(sure(CUT_OFF));
    }

    @ParameterizedTest
    @EnumSource
    void isNobodysDoingWhereItsOwnKernelOrTheNetworkGaveUp(Closer closer) {
      for (String errno : List.of("ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ENOTCONN")) {
        assertInnocent(
            new Account(spec(closer, 5, 5, 9, CUT_SHORT))
                .ended(Verdict.RESET)
                .inState(TcpState.CLOSE)
                .closerTold(Call.SOCKET_ERROR, errno));
      }
    }

    @ParameterizedTest
    @EnumSource
    void isNobodysDoingWhereItsOwnHalfCloseMadeItEpipe(Closer closer) {
      Account own = new Account(spec(closer, 5, 5, 9, HALF_CLOSES)).closerTold(Call.SEND, "EPIPE");

      assertInnocent(own);
    }

    @Test
    void mayBeAnsweredByAHostThatHoldsNoTimeWaitOnceBothFinsWereOut() {
      assertInnocent(
          new Account(spec(Closer.RESPONDER, 5, 5, 9, HALF_CLOSES + ",'initiatorHalfCloses':true"))
              .inState(TcpState.CLOSE)
              .closerTold(Call.SOCKET_ERROR, "ECONNRESET"));
    }

    @ParameterizedTest
    @EnumSource
    void mayHaveBeenEndedByAnObserverWhoseDeadlineHadCome(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 5, 5, 9, ""))
              .ended(Verdict.TIMED_OUT)
              .inState(TcpState.CLOSE)
              .closerTold(Call.SOCKET_ERROR, "ECONNRESET")
              .cutOffAfter(100_000));
    }
  }

  @Nested
  class ThePath {

    @ParameterizedTest
    @EnumSource
    void losesWhereSomethingHadToBeSentAgain(Closer closer) {
      Account lossy =
          new Account(spec(closer, 5, 5, 9, ""))
              .counted(Account.counts(2, 0, 0), Account.counts(0, 0, 1));

      assertThat(findings(lossy)).containsExactly(perhaps(LOSSY));
      assertThat(evidence(lossy)).anyMatch(text -> text.contains("2 segments"));
    }

    @ParameterizedTest
    @EnumSource(names = {"UNACKNOWLEDGED", "RESET"})
    void losesWhateverBecameOfTheProbeThatWasSentLater(ProbeAnswer answer) {
      Account lossy =
          new Account(spec(Closer.RESPONDER, 5, 1, 0, ""))
              .ended(Verdict.TIMED_OUT)
              .probed(answer)
              .counted(Account.quiet(), Account.probing(1, 0));

      assertThat(findings(lossy)).contains(perhaps(LOSSY));
    }

    @ParameterizedTest
    @EnumSource
    void reordersWhereSegmentsOvertookEachOther(Closer closer) {
      assertThat(
              findings(
                  new Account(spec(closer, 5, 5, 9, ""))
                      .counted(Account.counts(0, 1, 0), Account.quiet())))
          .containsExactly(perhaps(REORDERS));
      assertThat(
              findings(
                  new Account(spec(closer, 5, 5, 9, ""))
                      .counted(Account.quiet(), Account.counts(0, 0, 4))))
          .containsExactly(perhaps(REORDERS));
    }

    @ParameterizedTest
    @EnumSource
    void isntCalledLossyWhereWhatWasOvertakenWasSentAgain(Closer closer) {
      assertThat(
              findings(
                  new Account(spec(closer, 5, 5, 9, ""))
                      .counted(Account.counts(1, 3, 0), Account.quiet())))
          .containsExactly(perhaps(REORDERS));
    }

    @ParameterizedTest
    @EnumSource
    void isntSaidToReorderWhereWhatWasUnderWayAtTheCloseMayHaveBeenSentAgain(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 5, 5, 512, "'observerReads':'BLOCKED'"))
              .counted(Account.underWay(512), Account.counts(0, 0, 1)));
    }

    @ParameterizedTest
    @EnumSource
    void isntSaidToReorderWhereSomethingMissingMadeTheRestComeEarly(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 5, 1, 262_144, "'observerReads':'LATE'"))
              .ended(Verdict.RESET)
              .observerRead(0)
              .counted(Account.quiet(), Account.counts(0, 0, 4)));
    }

    @ParameterizedTest
    @EnumSource
    void doesNothingOfTheKindWhereDuplicatesWereReportedOrNothingIsCounted(Closer closer) {
      TcpCounts spurious =
          new TcpCounts(2L, 0L, 0L, 0L, 2L, 300L, 30L, 1500L, 1448L, 0L, 0L, 0L, 64_256L);
      assertInnocent(new Account(spec(closer, 5, 5, 9, "")).counted(spurious, Account.quiet()));
      assertInnocent(new Account(spec(closer, 5, 5, 9, "")).counted(null, null));
    }

    @ParameterizedTest
    @EnumSource
    void isntCalledLossyForWhatStaysUnansweredOrAtAClosedWindow(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 5, 5, 9, ""))
              .counted(Account.unanswered(9, 2), Account.quiet()));
      TcpCounts closed = new TcpCounts(3L, 0L, 0L, 0L, 0L, 300L, 30L, 1500L, 1448L, 0L, 0L, 0L, 0L);
      assertInnocent(new Account(spec(closer, 5, 5, 9, "")).counted(closed, Account.quiet()));
    }

    @Test
    void holdsBackTheFinThatTheCloserWaitsForWhenAllBeforeItHasCome() {
      Spec spec = spec(Closer.RESPONDER, 5, 1, 9, "'initiatorHalfCloses':true");

      Account rejected = new Account(spec).closerStoppedIn(Phase.ARRIVAL);

      assertThat(findings(rejected)).containsExactly(perhaps(FIN_BLOCKED));
      assertThat(evidence(rejected))
          .contains(
              "the responder got all of 5 bytes and waited for the FIN behind them until the"
                  + " deadline");
      assertInnocent(new Account(spec).closerRead(0).unread(3).closerStoppedIn(Phase.ARRIVAL));
    }

    @ParameterizedTest
    @EnumSource
    void holdsBackFullSegmentsWhereNothingAnswersThem(Closer closer) {
      Account hole =
          new Account(spec(closer, 5, 5, 5000, ""))
              .counted(Account.unanswered(5000, 3), Account.quiet())
              .closerStoppedIn(Phase.ACKNOWLEDGEMENT);

      assertThat(findings(hole)).containsExactly(perhaps(LARGE_SEGMENTS_BLOCKED));
      assertThat(evidence(hole)).anyMatch(text -> text.contains("1,448 bytes"));
    }

    @ParameterizedTest
    @EnumSource
    void isNotSaidToHoldBackWhatIsShortOrWasSentToOneWhoHadClosed(Closer closer) {
      assertInnocent(
          new Account(spec(closer, 5, 5, 500, ""))
              .counted(Account.unanswered(500, 3), Account.quiet())
              .closerStoppedIn(Phase.ACKNOWLEDGEMENT));
      assertThat(
              findings(
                  new Account(spec(closer, 5, 5, 0, "'bytesSentAfterClose':5000"))
                      .ended(Verdict.CLEAN_EOF)
                      .counted(Account.quiet(), Account.unanswered(5000, 3))))
          .containsExactly(perhaps(RESET_TRANSLATED_OR_DROPPED));
    }
  }

  private static TwoEndedRun withoutResponder(Reason reason, @Nullable String precededBy) {
    Spec spec = spec(Closer.RESPONDER, 5, 1, 0, "");
    return new TwoEndedRun(
        spec,
        Environments.UNKNOWN,
        new Judgement(Verdict.INCONCLUSIVE, reason, Delivery.UNKNOWN, true),
        EvidenceLevel.KERNEL,
        new Account(spec).ended(Verdict.CLEAN_EOF).twoEndedRun().initiator(),
        EndRecord.IDLE,
        null,
        precededBy,
        true);
  }

  private static Diagnosis diagnosis(TwoEndedRun run) {
    return requireNonNull(Diagnostician.diagnose(run));
  }

  private static EndRecord at(String address, EndRecord end) {
    return new EndRecord(
        address,
        end.bytesRead(),
        end.bytesAccepted(),
        end.unreadAtClose(),
        end.stateAtClose(),
        end.tcp(),
        end.alteredAt(),
        end.probe(),
        end.stoppedIn(),
        end.steps(),
        end.evidence(),
        null);
  }

  private static void assertInnocent(Account account) {
    assertThat(Diagnostician.diagnose(account.twoEndedRun())).isNull();
  }

  private static List<String> findings(Account account) {
    Diagnosis diagnosis = Diagnostician.diagnose(account.twoEndedRun());
    return diagnosis == null
        ? List.of()
        : diagnosis.findings().stream()
            .map(finding -> finding.confirmed() ? sure(finding.kind()) : perhaps(finding.kind()))
            .toList();
  }

  private static String sure(Kind kind) {
    return kind + " confirmed";
  }

  private static String perhaps(Kind kind) {
    return kind + " or loss";
  }

  private static List<String> evidence(Account account) {
    return diagnosis(account.twoEndedRun()).findings().stream()
        .flatMap(finding -> finding.evidence().stream())
        .toList();
  }

  private static List<Kind> kinds(Diagnosis diagnosis) {
    return diagnosis.findings().stream().map(Finding::kind).toList();
  }
}
