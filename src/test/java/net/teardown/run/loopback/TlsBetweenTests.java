package net.teardown.run.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Objects;
import java.util.SplittableRandom;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.EndTls;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.experiment.terms.Verdict;
import net.teardown.experiment.theory.Oracle;
import net.teardown.picture.explanation.Explanation;
import net.teardown.run.Drafts;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests runs on loopback in which both ends speak TLS, on real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsBetweenTests {

  private static final int CLOSE_NOTIFY_BYTES_1_2 = 31;
  private static final int CLOSE_NOTIFY_BYTES_1_3 = 40;

  private LoopbackRun loopbackRun;
  private Lane lane;

  @BeforeAll
  void openLane() throws Exception {
    TcpStack stack = TcpStack.forThisPlatform();
    loopbackRun = new LoopbackRun(stack, "test");
    lane = new Lane(stack, InetAddress.ofLiteral("127.0.0.1"));
  }

  @AfterAll
  void closeLane() {
    lane.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'tls':{}                                                    | CLEAN_EOF | CLOSE_NOTIFY",
        "'tls':{'versions':['TLS_1_2']}                              | CLEAN_EOF | CLOSE_NOTIFY",
        "'tls':{'closeNotify':'SKIP'}                                | CLEAN_EOF | NO_CLOSE_NOTIFY",
        "'bytesRead':0,'tls':{}                             | RESET | RESET_AFTER_CLOSE_NOTIFY",
        "'bytesRead':0,'tls':{'closeNotify':'SKIP'}         | RESET | RESET",
        "'bytesRead':0,'shutdownBeforeClose':true,'tls':{}  | EOF_THEN_RESET |"
            + " RESET_AFTER_CLOSE_NOTIFY",
        "'bytesRead':0,'shutdownBeforeClose':true,'tls':{'closeNotify':'SKIP'} | EOF_THEN_RESET |"
            + " RESET",
        "'bytesRead':0,'shutdownBeforeClose':true,'drainBeforeClose':true,'tls':{} | CLEAN_EOF |"
            + " CLOSE_NOTIFY",
        "'bytesRead':0,'shutdownBeforeClose':true,'drainBeforeClose':true,'tls':{'versions':['TLS_1_2']}"
            + " | CLEAN_EOF | CLOSE_NOTIFY",
        "'bytesSentAfterClose':7,'tls':{}           | EOF_THEN_RESET | RESET_AFTER_CLOSE_NOTIFY",
        "'lingerSeconds':0,'tls':{}                 | RESET | RESET_AFTER_CLOSE_NOTIFY",
        "'observerReads':'BLOCKED','bytesRead':0,'tls':{} | RESET | RESET_AFTER_CLOSE_NOTIFY",
        "'observerReads':'LATE','replyBytes':60000,'bytesRead':0,'tls':{} | RESET |"
            + " RESET_AFTER_CLOSE_NOTIFY",
        "'bytesSent':0,'tls':{}                     | CLEAN_EOF | CLOSE_NOTIFY",
        "'closer':'INITIATOR','replyBytes':9,'tls':{}                | CLEAN_EOF | CLOSE_NOTIFY",
      })
  void tlsEndsBesideTcp(String fields, Verdict verdict, TlsEnding ending) {
    Outcome outcome = run((fields.contains("bytesSent'") ? "" : "'bytesSent':5,") + fields);

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(verdict);
    assertThat(outcome.asPredicted()).isTrue();
    assertThat(outcome.tlsEnding()).isEqualTo(ending);
    assertThat(outcome.delivery()).isIn(Delivery.WHOLE, Delivery.NONE_SENT);
  }

  /** What the kernel counts is records, and nothing but those that are left. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // fields                                                              | unread records of
        "'bytesSent':5,'bytesRead':0                                           | 43",
        "'bytesSent':5,'bytesRead':0,'tls':{'versions':['TLS_1_2']}            | 34",
        "'bytesSent':8192,'bytesRead':0                                        | 8230",
        "'bytesSent':20000,'bytesRead':8192                                    | 11884",
        "'bytesSent':20000,'bytesRead':16384                                   | 3654",
        "'bytesSent':20000,'bytesRead':20000                                   | 0",
        "'bytesSent':5,'initiatorHalfCloses':true                              | 40",
        "'bytesSent':5,'bytesRead':0,'initiatorHalfCloses':true                | 83",
        "'bytesSent':5,'initiatorHalfCloses':true,'tls':{'closeNotify':'SKIP'} | 0",
      })
  void unreadBytesAreThoseOfWholeRecords(String fields, long unread) {
    Outcome outcome = run(fields.contains("'tls'") ? fields : fields + ",'tls':{}");

    assertThat(outcome.closer().orElseThrow().unreadAtClose()).as("%s", outcome).isEqualTo(unread);
    assertThat(outcome.asPredicted()).isTrue();
  }

  @Test
  void anUnreadTicketResetsWhoeverReadsNothingOfTheReply() {
    Outcome unread = run("'bytesSent':5,'closer':'INITIATOR','tls':{}");
    Outcome behindIt = run("'bytesSent':5,'closer':'INITIATOR','replyBytes':1,'tls':{}");
    Outcome before = run("'bytesSent':5,'closer':'INITIATOR','tls':{'versions':['TLS_1_2']}");

    assertThat(unread.verdict()).isEqualTo(Verdict.RESET);
    assertThat(unread.asPredicted()).isTrue();
    assertThat(unread.closer().orElseThrow().unreadAtClose()).isPositive();
    assertThat(Explanation.of(Experiment.of(unread)).text()).contains("session ticket");
    assertThat(behindIt.verdict()).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(before.verdict()).isEqualTo(Verdict.CLEAN_EOF);
  }

  @Test
  void aCloseNotifyThatComesTooLateIsAnsweredByAReset() {
    String drained =
        "'bytesSent':5,'shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':20,'observerReads':'LATE'";

    assertThat(run(drained).verdict()).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(run(drained + ",'tls':{'closeNotify':'SKIP'}").verdict())
        .isEqualTo(Verdict.CLEAN_EOF);
    Outcome outcome = run(drained + ",'tls':{}");
    assertThat(outcome.verdict()).isEqualTo(Verdict.EOF_THEN_RESET);
    assertThat(outcome.asPredicted()).isTrue();
    assertThat(Explanation.of(Experiment.of(outcome)).change())
        .containsEntry("observerReads", "PROMPT")
        .containsEntry("drainMillis", 1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RESPONDER", "INITIATOR"})
  void aDrainThatEndsBeforeTheAnswerComesIsAnsweredByAResetToo(String closer) {
    Outcome outcome =
        run(
            "'bytesSent':5,'replyBytes':5,'closer':'%s','shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':0,'tls':{}"
                .formatted(closer));

    assertThat(outcome.asPredicted()).as("%s", outcome).isTrue();
    assertThat(outcome.predicted().verdicts()).contains(Verdict.EOF_THEN_RESET);
    Spec better =
        Drafts.changed(outcome.spec(), "{\"observerReads\": \"PROMPT\", \"drainMillis\": 1000}");
    assertThat(Oracle.predict(better).verdicts()).containsExactly(Verdict.CLEAN_EOF);
  }

  @ParameterizedTest
  @CsvSource({"TLS_1_2, " + CLOSE_NOTIFY_BYTES_1_2, "TLS_1_3, " + CLOSE_NOTIFY_BYTES_1_3})
  void whatEachEndSawIsTold(TlsVersion version, long closeNotifyBytes) {
    Outcome outcome =
        run("'bytesSent':5,'replyBytes':7,'tls':{'versions':['%s']}".formatted(version));
    EndRecord observer = outcome.observer().orElseThrow();
    EndRecord closer = outcome.closer().orElseThrow();
    EndTls seen = Objects.requireNonNull(observer.tls());
    EndTls closers = Objects.requireNonNull(closer.tls());

    assertThat(seen.version()).isEqualTo(version);
    assertThat(seen.cipher()).startsWith("TLS_").isEqualTo(closers.cipher());
    assertThat(seen.failure()).isNull();
    assertThat(seen.closeNotifyAtMicros()).isPositive();
    assertThat(seen.receivedBytes()).isEqualTo(closers.sentBytes());
    assertThat(closers.receivedBytes()).isEqualTo(seen.sentBytes());
    assertThat(closers.ending()).as("it closed before the other end had").isNull();
    assertThat(observer.bytesRead()).isEqualTo(7);
    Outcome without =
        run(
            "'bytesSent':5,'replyBytes':7,'tls':{'versions':['%s'],'closeNotify':'SKIP'}"
                .formatted(version));
    assertThat(
            sentBehindTheHandshake(closer) - sentBehindTheHandshake(without.closer().orElseThrow()))
        .isEqualTo(closeNotifyBytes);
  }

  /** The last send's length alone, since handshakes differ by a few bytes. */
  private static long sentBehindTheHandshake(EndRecord end) {
    return end.steps().stream()
        .filter(step -> step.call() == Call.SEND)
        .mapToLong(step -> step.result() == null || step.result() > 100 ? 0 : step.result())
        .sum();
  }

  @Test
  void anySpecEndsAsPredicted() {
    SplittableRandom random = new SplittableRandom(13);
    for (int i = 0; i < 300; i++) {
      Outcome outcome = loopbackRun.run(lane, new Asked(random(random), Origin.REQUEST));
      assertThat(outcome.asPredicted()).as("%s", outcome).isTrue();
    }
  }

  @Test
  void whoeverFollowsTheAdviceEndsWell() {
    SplittableRandom random = new SplittableRandom(31);
    int advised = 0;
    while (advised < 50) {
      Outcome outcome = loopbackRun.run(lane, new Asked(random(random), Origin.REQUEST));
      String advice = Explanation.of(Experiment.of(outcome)).advice();
      if (advice != null) {
        advised++;
        Spec better = Drafts.changed(outcome.spec(), advice.substring(advice.indexOf('{')));
        assertThat(loopbackRun.run(lane, new Asked(better, Origin.REQUEST)).verdict())
            .as("%s after %s", advice, outcome)
            .isEqualTo(Verdict.CLEAN_EOF);
      }
    }
  }

  private static Spec random(SplittableRandom random) {
    while (true) {
      Spec plain = Drafts.random(random);
      String read = plain.unreadOfExchange() > 0 ? "0" : String.valueOf(plain.close().bytesRead());
      try {
        return Drafts.changed(
            plain,
            "{\"bytesRead\": %s, \"tls\": {\"versions\": [\"%s\"], \"closeNotify\": \"%s\"}}"
                .formatted(
                    read,
                    random.nextBoolean() ? "TLS_1_2" : "TLS_1_3",
                    random.nextInt(4) == 0 ? "SKIP" : "SEND"));
      } catch (InvalidSpec _) {
        // Not every combination is valid, so another one is drawn.
      }
    }
  }

  private Outcome run(String fields) {
    return loopbackRun.run(lane, new Asked(Drafts.spec(fields), Origin.REQUEST));
  }
}
