package net.teardown.run.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.teardown.Needs;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.TimeWait;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.picture.explanation.Explanation;
import net.teardown.run.Drafts;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the verdicts of real connections on the real kernel. {@code -Psoak} raises the counts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoopbackRunIT {

  private static final boolean SOAK = Boolean.getBoolean("soak");

  private LoopbackRun loopbackRun;
  private Lane lane;

  @BeforeAll
  void openLane() throws Exception {
    Needs.posixStack();
    TcpStack stack = TcpStack.forThisPlatform();
    loopbackRun = new LoopbackRun(stack, "test");
    lane = new Lane(stack, InetAddress.ofLiteral("127.0.0.1"));
  }

  @AfterAll
  void closeLane() {
    if (lane != null) {
      lane.close();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'bytesSent':1,'bytesRead':1                                                | CLEAN_EOF    "
            + "  | NONE_SENT",
        "'bytesSent':5,'bytesRead':1                                                | RESET        "
            + "  | NONE_SENT",
        "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true                     |"
            + " EOF_THEN_RESET | NONE_SENT",
        "'bytesSent':20,'bytesRead':8,'replyBytes':5                                | RESET        "
            + "  | WHOLE",
        "'bytesSent':24,'bytesRead':20,'replyBytes':2                               | RESET        "
            + "  | WHOLE",
      })
  void thePapersExperimentsEndAsMeasuredEveryTime(
      String fields, Verdict verdict, Delivery delivery) {
    Spec spec = Drafts.spec(fields);

    assertThat(verdictsOf(spec, SOAK ? 200_000 : 1_000)).containsOnlyKeys(verdict);
    assertThat(run(spec).delivery()).isEqualTo(delivery);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'bytesSent':5,'replyBytes':512                                             | CLEAN_EOF    "
            + "  | WHOLE",
        "'bytesSent':5,'replyBytes':512,'shutdownBeforeClose':true                  | CLEAN_EOF    "
            + "  | WHOLE",
        "'bytesSent':5,'replyBytes':512,'observerReads':'LATE'                      | CLEAN_EOF    "
            + "  | WHOLE",
        "'bytesSent':5,'bytesSentAfterClose':7                                      |"
            + " EOF_THEN_RESET | NONE_SENT",
        "'bytesSent':5,'bytesRead':1,'replyBytes':512,'observerReads':'LATE'        | RESET        "
            + "  | WHOLE",
        "'bytesSent':5,'bytesRead':1,'bytesSentAfterClose':7                        | RESET        "
            + "  | NONE_SENT",
        "'bytesSent':5,'bytesRead':1,'bytesSentAfterClose':7,'observerReads':'LATE','replyBytes':512"
            + " | RESET | WHOLE",
        "'bytesSent':5,'bytesRead':1,'bytesSentAfterClose':7,'shutdownBeforeClose':true |"
            + " EOF_THEN_RESET | NONE_SENT",
        "'bytesSent':5,'lingerSeconds':0,'replyBytes':512                           | RESET        "
            + "  | WHOLE",
        "'bytesSent':5,'lingerSeconds':0,'shutdownBeforeClose':true                 |"
            + " EOF_THEN_RESET | NONE_SENT",
        "'bytesSent':5,'initiatorHalfCloses':true,'replyBytes':512                  | CLEAN_EOF    "
            + "  | WHOLE",
        "'bytesSent':5,'bytesRead':1,'initiatorHalfCloses':true                     | RESET        "
            + "  | NONE_SENT",
        "'bytesSent':5,'replyBytes':9,'closer':'INITIATOR'                          | CLEAN_EOF    "
            + "  | WHOLE",
        "'bytesSent':5,'replyBytes':9,'bytesRead':4,'closer':'INITIATOR'            | RESET        "
            + "  | WHOLE",
        "'bytesSent':5,'replyBytes':9,'bytesRead':4,'closer':'INITIATOR','shutdownBeforeClose':true"
            + " | EOF_THEN_RESET | WHOLE",
        "'bytesSent':5,'replyBytes':9,'bytesRead':4,'closer':'INITIATOR','initiatorHalfCloses':true"
            + " | EOF_THEN_RESET | WHOLE",
        "'bytesSent':5,'closer':'INITIATOR','bytesSentAfterClose':3                 |"
            + " EOF_THEN_RESET | WHOLE",
        "'bytesSent':5,'closer':'INITIATOR','lingerSeconds':0                       | RESET        "
            + "  | WHOLE",
        "'bytesSent':0                                                              | CLEAN_EOF    "
            + "  | NONE_SENT",
      })
  void everyWayToCloseEndsAsMeasured(String fields, Verdict verdict, Delivery delivery) {
    Spec spec = Drafts.spec(fields);

    assertThat(verdictsOf(spec, SOAK ? 20_000 : 200)).containsOnlyKeys(verdict);
    assertThat(run(spec))
        .satisfies(outcome -> {
          assertThat(outcome.delivery()).isEqualTo(delivery);
          assertThat(outcome.asPredicted()).isTrue();
          assertThat(outcome.closer().orElseThrow().unreadAtClose())
              .isEqualTo(spec.plannedUnread());
          assertThat(outcome.observer().orElseThrow().evidence()).isNotNull();
        });
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true        |"
            + " CLEAN_EOF | NONE_SENT",
        "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true,'replyBytes':512,'initiatorHalfCloses':true"
            + " | CLEAN_EOF | WHOLE",
        "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':30,'observerReads':'LATE'"
            + " | CLEAN_EOF | NONE_SENT",
        "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true,'lingerSeconds':0"
            + " | CLEAN_EOF | NONE_SENT",
        "'bytesSent':5,'replyBytes':9,'bytesRead':4,'closer':'INITIATOR','shutdownBeforeClose':true,'drainBeforeClose':true"
            + " | CLEAN_EOF | WHOLE",
        "'bytesSent':5,'lingerSeconds':2                                             | CLEAN_EOF   "
            + "   | NONE_SENT",
        "'bytesSent':5,'bytesRead':1,'lingerSeconds':2                               | RESET       "
            + "   | NONE_SENT",
        "'bytesSent':5,'observerReads':'BLOCKED','replyBytes':512                    | CLEAN_EOF   "
            + "   | WHOLE",
        "'bytesSent':5,'bytesRead':1,'observerReads':'BLOCKED','replyBytes':512      | RESET       "
            + "   | WHOLE",
        "'bytesSent':5,'bytesRead':1,'observerReads':'BLOCKED','shutdownBeforeClose':true |"
            + " EOF_THEN_RESET | NONE_SENT",
        "'bytesSent':5,'observerReads':'BLOCKED','bytesSentAfterClose':3             |"
            + " EOF_THEN_RESET | NONE_SENT",
        "'bytesSent':5,'observerReads':'BLOCKED','bytesRead':1,'bytesSentAfterClose':3 | RESET     "
            + "   | NONE_SENT",
        "'bytesSent':5,'observerReads':'BLOCKED','initiatorHalfCloses':true          | CLEAN_EOF   "
            + "   | NONE_SENT",
        "'bytesSent':5,'observerReads':'BLOCKED','closer':'INITIATOR','replyBytes':7,'bytesRead':2"
            + " | RESET | WHOLE",
        "'bytesSent':16777216,'replyBytes':16777216                                  | CLEAN_EOF   "
            + "   | WHOLE",
        "'bytesSent':16777216,'replyBytes':16777216,'closer':'INITIATOR'             | CLEAN_EOF   "
            + "   | WHOLE",
        "'bytesSent':16777216,'bytesRead':0                                          | RESET       "
            + "   | NONE_SENT",
        "'bytesSent':16777216,'bytesRead':0,'replyBytes':16777216                    | RESET       "
            + "   | WHOLE",
        "'bytesSent':16777216,'bytesRead':7,'replyBytes':16777216,'shutdownBeforeClose':true |"
            + " EOF_THEN_RESET | WHOLE",
        "'bytesSent':16777216,'bytesRead':0,'shutdownBeforeClose':true,'drainBeforeClose':true |"
            + " CLEAN_EOF | NONE_SENT",
        "'bytesSent':5,'replyBytes':8388608,'observerReads':'LATE'                   | CLEAN_EOF   "
            + "   | WHOLE",
        "'bytesSent':5,'bytesRead':1,'replyBytes':8388608,'observerReads':'LATE'     | RESET       "
            + "   | TRUNCATED",
        "'bytesSent':5,'bytesRead':1,'replyBytes':8388608,'observerReads':'LATE','shutdownBeforeClose':true"
            + " | RESET | TRUNCATED",
        "'bytesSent':5,'bytesRead':1,'replyBytes':102400,'observerReads':'LATE'      | RESET       "
            + "   | WHOLE",
        "'bytesSent':8388608,'replyBytes':9,'bytesRead':4,'closer':'INITIATOR','observerReads':'LATE'"
            + " | RESET | TRUNCATED",
      })
  void runsThatCanWaitEndAsMeasured(String fields, Verdict verdict, Delivery delivery) {
    Spec spec = Drafts.spec(fields);

    for (int i = 0; i < (SOAK ? 200 : 5); i++) {
      Outcome outcome = run(spec);
      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(verdict);
      assertThat(outcome.delivery()).as("%s", outcome).isEqualTo(delivery);
      assertThat(outcome.asPredicted()).as("%s", outcome).isTrue();
    }
  }

  @Test
  void aHalfClosedInitiatorSeesARaceThatTheTimeWaitTableDecides() {
    Spec spec =
        Drafts.spec(
            "'bytesSent':5,'bytesRead':1,'initiatorHalfCloses':true,'shutdownBeforeClose':true");

    assertThat(verdictsOf(spec, 1_000)).containsOnlyKeys(Verdict.CLEAN_EOF);
    assertThat(run(Drafts.spec("'bytesSent':5,'initiatorHalfCloses':true")).initiator().evidence())
        .extracting(Evidence::timeWait)
        .isEqualTo(TimeWait.PRESENT);
  }

  @Test
  void theFirstTellTaleOfAHiddenResetIsThePendingErrorThatNoReadReturns() {
    Outcome hidden = run(Drafts.spec("'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true"));

    assertThat(hidden.initiator().evidence())
        .isEqualTo(
            new Evidence(
                true,
                true,
                true,
                false,
                null,
                net.teardown.experiment.evidence.TcpState.CLOSE,
                "EPIPE",
                null));
  }

  @Test
  void whatTheInitiatorsKernelAcceptedIsToldWhereTheCloserNeverReads() {
    Outcome outcome = run(Drafts.spec("'bytesSent':16777216,'bytesRead':0"));

    assertThat(outcome.initiator().bytesAccepted()).isBetween(1L, 16_777_215L);
    assertThat(outcome.ends().other().orElseThrow().unreadAtClose())
        .isBetween(1L, outcome.initiator().bytesAccepted());
  }

  @Test
  void aDrainLongerThanTheDeadlineIsInconclusiveAndSaysWhere() {
    Outcome outcome =
        run(
            Drafts.spec(
                "'bytesSent':5,'shutdownBeforeClose':true,'drainBeforeClose':true,'observerReads':'LATE','timeoutMillis':100"));

    assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(outcome.reason()).isEqualTo(Reason.DEADLINE_IN_DRAIN);
    assertThat(outcome.asPredicted()).isNull();
    assertThat(outcome.run().durationMicros()).isLessThan(1_000_000);
  }

  @Test
  void aCloseThatMayLingerPastTheDeadlineIsNotBegun() {
    Outcome outcome =
        run(
            Drafts.spec(
                "'bytesSent':5,'shutdownBeforeClose':true,'drainBeforeClose':true,"
                    + "'drainMillis':600,'observerReads':'LATE','lingerSeconds':1,"
                    + "'timeoutMillis':1500"));

    assertThat(outcome.reason()).isEqualTo(Reason.DEADLINE_IN_CLOSE);
    assertThat(outcome.run().durationMicros()).isLessThan(1_500_000);
  }

  @Test
  void anySpecThatCannotWaitEndsAsPredicted() {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < (SOAK ? 200_000 : 5_000); i++) {
      Spec spec = Drafts.random(random);
      assertThat(Lane.neverWaits(spec)).isTrue();
      Outcome outcome = run(spec);
      assertThat(outcome.asPredicted()).as("%s", outcome).isTrue();
    }
  }

  @Test
  void whoeverFollowsTheAdviceEndsWell() {
    SplittableRandom random = new SplittableRandom(3);
    int advised = 0;
    while (advised < 300) {
      Outcome outcome = run(Drafts.random(random));
      String advice = Explanation.of(Experiment.of(outcome)).advice();
      if (advice != null) {
        advised++;
        Spec better = Drafts.changed(outcome.spec(), advice.substring(advice.indexOf('{')));
        assertThat(run(better).verdict())
            .as("%s after %s", advice, outcome)
            .isEqualTo(Verdict.CLEAN_EOF);
      } else {
        assertThat(outcome.verdict()).isEqualTo(Verdict.CLEAN_EOF);
      }
    }
  }

  @Test
  void overIpv6ItIsTheSame() throws Exception {
    Needs.ipv6();
    SplittableRandom random = new SplittableRandom(6);
    try (Lane six = new Lane(TcpStack.forThisPlatform(), InetAddress.ofLiteral("::1"))) {
      for (int i = 0; i < 500; i++) {
        Outcome outcome = loopbackRun.run(six, new Asked(Drafts.random(random), Origin.REQUEST));
        assertThat(outcome.asPredicted()).as("%s", outcome).isTrue();
        assertThat(outcome.initiator().address()).startsWith("[");
      }
    }
  }

  @Test
  void theEvidenceIsTheKernels() {
    assertThat(run(Drafts.spec("'bytesSent':5")).run().evidenceLevel())
        .isEqualTo(EvidenceLevel.KERNEL);
  }

  private Outcome run(Spec spec) {
    return loopbackRun.run(lane, new Asked(spec, Origin.REQUEST));
  }

  private Map<Verdict, Integer> verdictsOf(Spec spec, int runs) {
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    for (int i = 0; i < runs; i++) {
      counts.merge(run(spec).verdict(), 1, Integer::sum);
    }
    return counts;
  }
}
