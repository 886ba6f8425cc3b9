package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests a path with 20 ms each way: what loopback delivers within a call arrives later, so a run
 * has to wait for it, but no longer. There are more runs with {@code -Psoak}.
 */
@ExtendWith(TwoHosts.Shared.class)
class LongPathIT {

  private static final boolean SOAK = Boolean.getBoolean("soak");
  private static final double ROUND_TRIP_MICROS = 2 * TwoHosts.EACH_WAY.toNanos() / 1_000.0;

  private static final int PATIENCE = 30;

  private final TwoHosts hosts;

  LongPathIT(TwoHosts hosts) {
    this.hosts = hosts;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # sent right behind the FIN
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true                                    | NONE_SENT
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'observerReads':'LATE'             | NONE_SENT
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'observerReads':'BLOCKED'          | NONE_SENT
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'replyBytes':100000                | WHOLE
          'bytesSent':5,'lingerSeconds':0,'shutdownBeforeClose':true                                | NONE_SENT
          'closer':'INITIATOR','bytesSent':5,'replyBytes':9,'bytesRead':4,'shutdownBeforeClose':true | WHOLE
          # the initiator half-closed: only the look-up of the four-tuple tells
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'initiatorHalfCloses':true         | NONE_SENT
          'bytesSent':5,'lingerSeconds':0,'shutdownBeforeClose':true,'initiatorHalfCloses':true     | NONE_SENT
          # data in flight: the answer to it comes a round trip later
          'bytesSent':5,'bytesSentAfterClose':7                                                     | NONE_SENT
          'bytesSent':5,'bytesSentAfterClose':7,'observerReads':'LATE','replyBytes':512             | WHOLE
          'bytesSent':1048576,'bytesRead':0,'shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':5 | NONE_SENT
          'closer':'INITIATOR','bytesSent':5,'bytesSentAfterClose':7                                | WHOLE
          # a drain that is over before the closer's buffer has taken everything
          'bytesSent':100000,'bytesRead':0,'shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':1 | NONE_SENT
          """)
  void theHiddenResetIsStillFound(String fields, Delivery delivery) throws Exception {
    for (int i = 0; i < (SOAK ? 20 : 1); i++) {
      for (InetAddress target : hosts.distant()) {
        AcrossRun run = AcrossRun.of(hosts.probeA(), target, fields);

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.EOF_THEN_RESET);
        assertThat(run.delivery()).as("%s", run).isEqualTo(delivery);
        assertThat(run.asPredicted()).as("%s", run).isTrue();
        assertThat(run.accusations()).as("%s", run).isEmpty();
        assertThat(run.observer().at("/evidence/finReceived").asBoolean()).isTrue();
        assertThat(run.observer().at("/evidence/resetReceived").asBoolean()).isTrue();
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'bytesSent':5,'bytesRead':1,'replyBytes':262144,'observerReads':'LATE'
          'bytesSent':5,'bytesRead':1,'replyBytes':262144,'observerReads':'LATE','shutdownBeforeClose':true
          'bytesSent':5,'bytesRead':1,'replyBytes':262144,'observerReads':'BLOCKED'
          'bytesSent':5,'bytesRead':1,'replyBytes':262144,'observerReads':'BLOCKED','shutdownBeforeClose':true
          'bytesSent':5,'lingerSeconds':0,'replyBytes':8388608,'observerReads':'LATE'
          'closer':'INITIATOR','bytesSent':262144,'replyBytes':9,'bytesRead':1,'observerReads':'LATE'
          """)
  void aLargeReplyIsCutShortAsPredicted(String fields) throws Exception {
    for (int i = 0; i < (SOAK ? 20 : 1); i++) {
      for (InetAddress target : hosts.distant()) {
        AcrossRun run = AcrossRun.of(hosts.probeA(), target, fields);

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.RESET);
        assertThat(run.delivery()).as("%s", run).isEqualTo(Delivery.TRUNCATED);
        assertThat(run.asPredicted()).as("%s", run).isTrue();
        assertThat(run.accusations()).as("%s", run).isEmpty();
      }
    }
  }

  @Test
  void whereATimeWaitSurvivesResetsAHiddenOneIsNotCalledClean() throws Exception {
    String setting = "net/ipv4/tcp_rfc1337";
    hosts.a().sysctl(setting, 1);
    try {
      for (int i = 0; i < (SOAK ? 20 : 2); i++) {
        AcrossRun run =
            AcrossRun.of(
                hosts.probeA(),
                hosts.distant().get(i % 2),
                "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'initiatorHalfCloses':true");

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(run.outcome().get("reason").asString()).isEqualTo("TIME_WAIT_UNDECIDABLE");
        assertThat(run.outcome().get("explanation").asString())
            .contains("net.ipv4.tcp_rfc1337 is set on the initiator's host");
      }
    } finally {
      hosts.a().sysctl(setting, 0);
    }
  }

  @Test
  void whatIsSentAfterTheCloseIsWaitedForHoweverLateItsAnswerComes() throws Exception {
    for (int i = 0; i < (SOAK ? 20 : 2); i++) {
      hosts.longer().rise(true);
      try {
        AcrossRun run =
            AcrossRun.of(
                hosts.probeA(),
                hosts.distant().get(i % 2),
                "'bytesSent':5,'bytesSentAfterClose':7,'timeoutMillis':20000");

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.EOF_THEN_RESET);
        assertThat(run.accusations()).as("%s", run).isEmpty();
      } finally {
        hosts.longer().rise(false);
      }
    }
  }

  /**
   * Arming and connecting take 2 round trips; the closer's exchanges take the others, and settling
   * takes what it reports. A run over the short cable shows the machine's own share.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # half to the responder, which closes, and half for its report
          'bytesSent':5                                           | 3
          'bytesSent':5,'initiatorHalfCloses':true                | 3
          'bytesSent':5,'replyBytes':512,'observerReads':'LATE'   | 3
          # the same, and one until the reply is acknowledged
          'bytesSent':5,'replyBytes':512                          | 4
          # the same, and one until the initiator has answered the half-close
          'bytesSent':5,'shutdownBeforeClose':true,'drainBeforeClose':true | 4
          # one until what was sent is acknowledged, half to tell of the close, and half for the report
          'closer':'INITIATOR','bytesSent':5                      | 4
          """)
  void aCleanRunTakesNoMoreRoundTripsThanThePathNeeds(String fields, int roundTrips)
      throws Exception {
    long near = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      near = Math.min(near, withoutSettling(clean(hosts.near().get(i % 2), fields)));
    }
    // A busy machine makes some runs longer; one round trip too many would show in every run.
    double least = Double.MAX_VALUE;
    for (int i = 0; i < 3 || (i < PATIENCE && least > roundTrips + 0.4); i++) {
      AcrossRun distant = clean(hosts.distant().get(i % 2), fields);
      assertThat(distant.outcome().get("settledMicros").asDouble())
          .as("%s", distant)
          .isBetween(ROUND_TRIP_MICROS, PATIENCE * ROUND_TRIP_MICROS);
      least = Math.min(least, (withoutSettling(distant) - near) / ROUND_TRIP_MICROS);
    }
    System.out.printf(
        "%.1f ms over a cable, %.2f round trips with 20 ms each way, %d needed: %s%n",
        near / 1e3, least, roundTrips, fields);

    assertThat(least).isLessThan(roundTrips + 0.5);
  }

  private static long withoutSettling(AcrossRun run) {
    return run.durationMicros() - run.outcome().get("settledMicros").asLong();
  }

  private AcrossRun clean(InetAddress target, String fields) throws Exception {
    AcrossRun run = AcrossRun.of(hosts.probeA(), target, fields);
    assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.CLEAN_EOF);
    return run;
  }
}
