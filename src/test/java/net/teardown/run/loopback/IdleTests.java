package net.teardown.run.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Verdict;
import net.teardown.run.Drafts;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests runs on loopback in which both ends are silent for a while. */
class IdleTests {

  private static final int IDLE_MILLIS = 60;
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'bytesSent':5                                                             | RESET     | 1",
        "'bytesSent':0                                                             | RESET     | 1",
        "'bytesSent':5,'bytesRead':1,'replyBytes':9                                | RESET     | 5",
        "'bytesSent':5,'replyBytes':300000                                         | RESET     | 1",
        "'bytesSent':5,'shutdownBeforeClose':true                             | EOF_THEN_RESET | 1",
        "'bytesSent':5,'shutdownBeforeClose':true,'drainBeforeClose':true          | CLEAN_EOF | 0",
        "'bytesSent':5,'replyBytes':9,'observerReads':'LATE'                       | RESET     | 1",
        "'bytesSent':5,'replyBytes':9,'observerReads':'BLOCKED'                    | RESET     | 1",
        "'bytesSent':5,'bytesSentAfterClose':4                                     | RESET     | 1",
        "'bytesSent':5,'lingerSeconds':0                                           | RESET     | 1",
        "'bytesSent':5,'replyBytes':9,'closer':'INITIATOR'                         | RESET     | 1",
        "'bytesSent':5,'replyBytes':9,'bytesRead':4,'closer':'INITIATOR'           | RESET     | 6",
        "'bytesSent':5,'closer':'INITIATOR','initiatorHalfCloses':true        | EOF_THEN_RESET | 1",
      })
  void theCloserHasOneByteMoreToReadBehindTheSilence(String fields, Verdict verdict, long unread)
      throws Exception {
    Outcome outcome = run(TcpStack.forThisPlatform(), fields);

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(verdict);
    assertThat(outcome.asPredicted()).isTrue();
    EndRecord closer = outcome.closer().orElseThrow();
    EndRecord observer = outcome.observer().orElseThrow();
    assertThat(closer.unreadAtClose()).isEqualTo(unread);
    assertThat(observer.bytesAccepted())
        .as("the byte counts apart")
        .isEqualTo(outcome.spec().observerSends());
    assertThat(observer.allBytesAccepted()).isEqualTo(outcome.spec().observerSends() + 1L);
    assertThat(closer.alteredAt()).isNull();
  }

  @Test
  void nothingIsSentOrReceivedDuringTheSilence() throws Exception {
    Outcome outcome = run(TcpStack.forThisPlatform(), "'bytesSent':5,'replyBytes':9");

    List<Step> observers = outcome.initiator().steps();
    Step ends = only(observers, Call.SEND_AFTER_IDLE);
    Step before = observers.get(observers.indexOf(ends) - 1);
    Step close = only(outcome.ends().other().orElseThrow().steps(), Call.CLOSE);
    assertThat(ends.atMicros() - before.untilMicros()).isGreaterThanOrEqualTo(IDLE_MILLIS * 1000L);
    assertThat(close.atMicros()).isGreaterThan(ends.atMicros());
    assertThat(ends.result()).isEqualTo(1);
  }

  @Test
  void aSilenceNeedsNoKernelThatCounts() throws Exception {
    Outcome outcome = run(TcpStack.portable(), "'bytesSent':5,'replyBytes':9");

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.RESET);
    assertThat(outcome.asPredicted()).isTrue();
  }

  /** The observer is still sending when the closer goes on, so there is no silence to be ended. */
  @Test
  void aRunThatIsOverBeforeTheSilenceDoesNotWaitForIt() throws Exception {
    Outcome outcome =
        run(
            TcpStack.forThisPlatform(),
            "'bytesSent':16777216,'bytesRead':0,'timeoutMillis':20000,'lingerSeconds':0");

    assertThat(outcome.verdict()).as("%s", outcome.verdict()).isEqualTo(Verdict.RESET);
    assertThat(outcome.initiator().steps()).noneMatch(step -> step.call() == Call.SEND_AFTER_IDLE);
  }

  private static Step only(List<Step> steps, Call call) {
    return steps.stream().filter(step -> step.call() == call).findFirst().orElseThrow();
  }

  private static Outcome run(TcpStack stack, String fields) throws Exception {
    try (Lane lane = new Lane(stack, LOOPBACK)) {
      return new LoopbackRun(stack, "test")
          .run(
              lane,
              new Asked(
                  Drafts.spec("'idleMillis':%d,%s".formatted(IDLE_MILLIS, fields)),
                  Origin.REQUEST));
    }
  }
}
