package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.teardown.experiment.spec.HostAndPort;
import net.teardown.experiment.spec.ObserverReads;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests that over a cable between two hosts a connection ends as on loopback, and nothing is found
 * on the path. There are more runs with {@code -Psoak}.
 */
@ExtendWith(TwoHosts.Shared.class)
class DirectPathIT {

  private static final boolean SOAK = Boolean.getBoolean("soak");

  /** Fewer bytes than this fit into the buffers of the path. */
  private static final int LARGE = 64 * 1024;

  private final TwoHosts hosts;

  DirectPathIT(TwoHosts hosts) {
    this.hosts = hosts;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # the responder closes with nothing unread
          'bytesSent':0                                                            | CLEAN_EOF      | NONE_SENT
          'bytesSent':5                                                            | CLEAN_EOF      | NONE_SENT
          'bytesSent':5,'shutdownBeforeClose':true                                 | CLEAN_EOF      | NONE_SENT
          'bytesSent':5,'replyBytes':512                                           | CLEAN_EOF      | WHOLE
          'bytesSent':5,'replyBytes':512,'shutdownBeforeClose':true                | CLEAN_EOF      | WHOLE
          'bytesSent':5,'replyBytes':512,'observerReads':'LATE'                    | CLEAN_EOF      | WHOLE
          'bytesSent':5,'replyBytes':512,'observerReads':'BLOCKED'                 | CLEAN_EOF      | WHOLE
          'bytesSent':5,'replyBytes':512,'initiatorHalfCloses':true                | CLEAN_EOF      | WHOLE
          'bytesSent':5,'observerReads':'BLOCKED','initiatorHalfCloses':true       | CLEAN_EOF      | NONE_SENT
          'bytesSent':5,'lingerSeconds':1                                          | CLEAN_EOF      | NONE_SENT
          'bytesSent':5,'replyBytes':512,'lingerSeconds':2                         | CLEAN_EOF      | WHOLE
          # data after the close
          'bytesSent':5,'bytesSentAfterClose':7                                    | EOF_THEN_RESET | NONE_SENT
          'bytesSent':5,'bytesSentAfterClose':7,'shutdownBeforeClose':true         | EOF_THEN_RESET | NONE_SENT
          'bytesSent':5,'bytesSentAfterClose':7,'replyBytes':512                   | EOF_THEN_RESET | WHOLE
          'bytesSent':5,'bytesSentAfterClose':7,'observerReads':'LATE'             | EOF_THEN_RESET | NONE_SENT
          'bytesSent':5,'bytesSentAfterClose':3,'observerReads':'BLOCKED'          | EOF_THEN_RESET | NONE_SENT
          # unread at close
          'bytesSent':5,'bytesRead':4                                              | RESET          | NONE_SENT
          'bytesSent':5,'bytesRead':1                                              | RESET          | NONE_SENT
          'bytesSent':20,'bytesRead':8,'replyBytes':5                              | RESET          | WHOLE
          'bytesSent':5,'bytesRead':1,'replyBytes':512,'observerReads':'LATE'      | RESET          | WHOLE
          'bytesSent':5,'bytesRead':1,'replyBytes':512,'observerReads':'BLOCKED'   | RESET          | WHOLE
          'bytesSent':5,'bytesRead':1,'initiatorHalfCloses':true                   | RESET          | NONE_SENT
          'bytesSent':5,'bytesRead':1,'lingerSeconds':2                            | RESET          | NONE_SENT
          'bytesSent':5,'bytesRead':1,'lingerSeconds':0                            | RESET          | NONE_SENT
          'bytesSent':5,'bytesRead':1,'bytesSentAfterClose':7                      | RESET          | NONE_SENT
          'bytesSent':5,'bytesRead':1,'bytesSentAfterClose':7,'observerReads':'BLOCKED' | RESET     | NONE_SENT
          'bytesSent':5,'bytesRead':1,'bytesSentAfterClose':7,'observerReads':'LATE','replyBytes':512 | RESET | WHOLE
          # unread at close, FIN first
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true                   | EOF_THEN_RESET | NONE_SENT
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'replyBytes':512  | EOF_THEN_RESET | WHOLE
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'replyBytes':512,'observerReads':'LATE' | EOF_THEN_RESET | WHOLE
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'observerReads':'BLOCKED'   | EOF_THEN_RESET | NONE_SENT
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'lingerSeconds':1           | EOF_THEN_RESET | NONE_SENT
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'bytesSentAfterClose':7     | EOF_THEN_RESET | NONE_SENT
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'initiatorHalfCloses':true  | EOF_THEN_RESET CLEAN_EOF | NONE_SENT
          # SO_LINGER 0
          'bytesSent':5,'lingerSeconds':0                                          | RESET          | NONE_SENT
          'bytesSent':5,'lingerSeconds':0,'replyBytes':512                         | RESET          | WHOLE
          'bytesSent':5,'lingerSeconds':0,'replyBytes':512,'observerReads':'LATE'  | RESET          | WHOLE
          'bytesSent':5,'lingerSeconds':0,'bytesSentAfterClose':7                  | RESET          | NONE_SENT
          'bytesSent':5,'lingerSeconds':0,'shutdownBeforeClose':true               | EOF_THEN_RESET | NONE_SENT
          'bytesSent':5,'lingerSeconds':0,'shutdownBeforeClose':true,'bytesSentAfterClose':7 | EOF_THEN_RESET | NONE_SENT
          # a lingering close
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true     | CLEAN_EOF | NONE_SENT
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true,'replyBytes':512,'initiatorHalfCloses':true | CLEAN_EOF | WHOLE
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':30,'observerReads':'LATE' | CLEAN_EOF | NONE_SENT
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true,'lingerSeconds':0 | CLEAN_EOF | NONE_SENT
          'bytesSent':16777216,'bytesRead':0,'shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':5000 | CLEAN_EOF | NONE_SENT
          # the initiator closes
          'closer':'INITIATOR','bytesSent':5                                       | CLEAN_EOF      | WHOLE
          'closer':'INITIATOR','bytesSent':0,'replyBytes':9                        | CLEAN_EOF      | NONE_SENT
          'closer':'INITIATOR','bytesSent':5,'replyBytes':9                        | CLEAN_EOF      | WHOLE
          'closer':'INITIATOR','bytesSent':5,'replyBytes':9,'initiatorHalfCloses':true                | CLEAN_EOF      | WHOLE
          'closer':'INITIATOR','bytesSent':5,'bytesSentAfterClose':3                                  | EOF_THEN_RESET | WHOLE
          'closer':'INITIATOR','bytesSent':5,'bytesSentAfterClose':3,'observerReads':'LATE'           | EOF_THEN_RESET | WHOLE
          'closer':'INITIATOR','bytesSent':5,'replyBytes':9,'bytesRead':4                             | RESET          | WHOLE
          'closer':'INITIATOR','bytesSent':5,'replyBytes':9,'bytesRead':4,'observerReads':'LATE'      | RESET          | WHOLE
          'closer':'INITIATOR','bytesSent':5,'replyBytes':9,'bytesRead':4,'observerReads':'BLOCKED'   | RESET          | WHOLE
          'closer':'INITIATOR','bytesSent':5,'replyBytes':9,'bytesRead':4,'shutdownBeforeClose':true  | EOF_THEN_RESET | WHOLE
          'closer':'INITIATOR','bytesSent':5,'replyBytes':9,'bytesRead':4,'initiatorHalfCloses':true  | EOF_THEN_RESET | WHOLE
          'closer':'INITIATOR','bytesSent':5,'replyBytes':9,'bytesRead':4,'shutdownBeforeClose':true,'drainBeforeClose':true | CLEAN_EOF | WHOLE
          'closer':'INITIATOR','bytesSent':5,'lingerSeconds':0                                        | RESET          | WHOLE
          'closer':'INITIATOR','bytesSent':5,'lingerSeconds':0,'shutdownBeforeClose':true             | EOF_THEN_RESET | WHOLE
          # more than the buffers hold
          'bytesSent':16777216,'bytesRead':7                                       | RESET          | NONE_SENT
          'bytesSent':16777216,'bytesRead':7,'replyBytes':512                      | RESET          | WHOLE
          'bytesSent':16777216,'bytesRead':7,'replyBytes':512,'shutdownBeforeClose':true     | EOF_THEN_RESET | WHOLE
          'bytesSent':16777216,'bytesRead':0,'replyBytes':8388608                  | RESET          | WHOLE
          'bytesSent':16777216,'replyBytes':16777216                               | CLEAN_EOF      | WHOLE
          'closer':'INITIATOR','bytesSent':16777216,'replyBytes':16777216          | CLEAN_EOF      | WHOLE
          'bytesSent':5,'replyBytes':8388608                                       | CLEAN_EOF      | WHOLE
          'bytesSent':5,'replyBytes':8388608,'observerReads':'LATE'                | CLEAN_EOF      | WHOLE
          'bytesSent':5,'replyBytes':8388608,'observerReads':'BLOCKED'             | CLEAN_EOF      | WHOLE
          'bytesSent':5,'bytesRead':1,'replyBytes':8388608                         | RESET          | WHOLE
          'bytesSent':5,'bytesRead':1,'replyBytes':8388608,'shutdownBeforeClose':true        | EOF_THEN_RESET | WHOLE
          'bytesSent':5,'bytesRead':1,'replyBytes':8388608,'observerReads':'BLOCKED'         | RESET          | WHOLE TRUNCATED
          'bytesSent':5,'bytesRead':1,'replyBytes':262144,'observerReads':'LATE'             | RESET          | WHOLE TRUNCATED
          'bytesSent':5,'bytesRead':1,'replyBytes':8388608,'observerReads':'LATE'            | RESET          | TRUNCATED
          'bytesSent':5,'bytesRead':1,'replyBytes':8388608,'observerReads':'LATE','shutdownBeforeClose':true | RESET | TRUNCATED
          'closer':'INITIATOR','bytesSent':8388608,'replyBytes':9,'bytesRead':4,'observerReads':'LATE'       | RESET | TRUNCATED
          """)
  void everyWayToCloseEndsAsOnLoopback(String fields, String verdicts, String deliveries)
      throws Exception {
    for (int i = 0; i < (SOAK ? 50 : 2); i++) {
      for (InetAddress target : hosts.near()) {
        AcrossRun run = AcrossRun.of(hosts.probeA(), target, fields);

        assertThat(verdicts.split(" ")).as("%s", run).contains(run.verdict().name());
        assertThat(deliveries.split(" ")).as("%s", run).contains(run.delivery().name());
        bothEndsTellTheSameStory(run, target);
      }
    }
  }

  private static void bothEndsTellTheSameStory(AcrossRun run, InetAddress target) {
    Spec spec = run.spec();
    assertThat(run.asPredicted()).as("%s", run).isTrue();
    assertThat(run.accusations()).as("%s", run).isEmpty();
    assertThat(run.outcome().get("reason").isNull()).as("%s", run).isTrue();
    assertThat(run.outcome().get("evidenceLevel").asString()).isEqualTo("KERNEL");
    assertThat(run.outcome().at("/responderInstance/vantage").asString()).isEqualTo("probe-b");
    assertThat(run.responder().get("address").asString())
        .contains(HostAndPort.shortest(target.getHostAddress()));
    assertThat(run.outcome().at("/responderInstance/initiatorSeenAs").asString())
        .isEqualTo(run.initiator().get("address").asString());

    assertThat(run.evidence().get("finReceived").asBoolean())
        .as("%s", run)
        .isEqualTo(run.verdict() != Verdict.RESET);
    assertThat(run.evidence().get("resetReceived").asBoolean())
        .as("%s", run)
        .isEqualTo(run.verdict() != Verdict.CLEAN_EOF);
    assertThat(run.closer().has("evidence")).isFalse();

    long unread = run.closer().get("unreadAtClose").asLong();
    long read = run.closer().get("bytesRead").asLong();
    if (spec.close().drainBeforeClose()) {
      assertThat(unread).as("%s", run).isZero();
      assertThat(read).as("%s", run).isEqualTo(spec.observerSends());
    } else if (spec.plannedUnread() < LARGE) {
      assertThat(unread).as("%s", run).isEqualTo(spec.plannedUnread());
      assertThat(read).as("%s", run).isEqualTo(run.spec().close().bytesRead());
    } else {
      assertThat(unread).as("%s", run).isBetween(1L, (long) spec.plannedUnread());
      assertThat(read).as("%s", run).isEqualTo(spec.close().bytesRead());
    }
    if (spec.exchange().observerReads() != ObserverReads.LATE) {
      assertThat(run.closer().get("bytesAccepted").asInt())
          .as("%s", run)
          .isEqualTo(spec.closerSends());
    }
    if (run.delivery() == Delivery.WHOLE) {
      assertThat(run.observer().get("bytesRead").asLong())
          .as("%s", run)
          .isEqualTo(run.closer().get("bytesAccepted").asLong());
    }
    assertThat(run.responder().has("alteredAt")).isFalse();
    assertThat(run.initiator().has("alteredAt")).isFalse();
  }

  @Test
  void whateverIsAskedForTheWayBetweenIsNeverAccused() throws Exception {
    int runs = SOAK ? 1_000 : 150;
    SplittableRandom random = new SplittableRandom(2525);
    Map<Verdict, Integer> verdicts = new TreeMap<>();
    List<AcrossRun> surprises = new ArrayList<>();
    int halfClosed = 0;
    int large = 0;
    for (int i = 0; i < runs; i++) {
      AcrossRun run =
          AcrossRun.of(hosts.probeA(), hosts.near().get(i % 2), AcrossSpecs.random(random, LARGE));
      verdicts.merge(run.verdict(), 1, Integer::sum);
      halfClosed += run.spec().exchange().initiatorHalfCloses() ? 1 : 0;
      large += run.spec().closerSends() > LARGE ? 1 : 0;
      if (!run.asPredicted() || !run.accusations().isEmpty()) {
        surprises.add(run);
        System.out.println("A surprise on the direct path: " + run);
      }
    }
    System.out.printf(
        "%d runs over a cable: %s; %d with half-closed initiators, %d with large replies; %d"
            + " surprises%n",
        runs, verdicts, halfClosed, large, surprises.size());
    assertThat(surprises).isEmpty();
    assertThat(verdicts).containsOnlyKeys(Verdict.RESET, Verdict.CLEAN_EOF, Verdict.EOF_THEN_RESET);
    assertThat(halfClosed).isGreaterThan(runs / 10);
    assertThat(large).isGreaterThan(runs / 10);
  }
}
