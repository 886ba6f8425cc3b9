package net.teardown.run;

import static net.teardown.run.AgainstServers.server;
import static net.teardown.run.AgainstServers.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.TlsSeen;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.evidence.TurnTaken.Ended;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.CloseNotify;
import net.teardown.experiment.spec.Expect;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecField;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.spec.TlsTerms;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.experiment.terms.Verdict;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import net.teardown.servers.TlsSide;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS towards servers that end it in each way, asserted at the server and in the outcome. */
@Timeout(60)
class TlsTests {

  private static final AgainstServers CLIENT = new AgainstServers();

  private static final String GET = "'request':{'http':{}}";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

  @AfterAll
  static void stop() throws Exception {
    CLIENT.close();
  }

  private static Outcome run(Listening.Serving serving, String says) throws Exception {
    return run(serving, says, "{}");
  }

  private static Outcome run(Listening.Serving serving, String says, String tls) throws Exception {
    try (Listening server = Listening.start(serving)) {
      return CLIENT.run(
          server,
          "'server':{%s,'tls':%s,'silenceMillis':300,'settleMillis':50}".formatted(says, tls));
    }
  }

  /** Reads all, and says nothing. */
  private static void silent(SocketChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(2000);
    while (channel.read(bytes.clear()) >= 0) {}
  }

  private static TlsSeen seen(Outcome outcome) {
    return Objects.requireNonNull(server(outcome).tls());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aReplyBeforeACloseNotifyIsWholeAndTheStreamEndedCleanly(String version) throws Exception {
    Outcome outcome =
        run(
            channel -> {
              TlsSide tls = new TlsSide(channel, version).handshake();
              tls.hear("\r\n\r\n");
              tls.say(OK);
              tls.closeNotify();
              channel.shutdownOutput();
              tls.hearClose();
            },
            GET);

    assertThat(seen(outcome).ending()).as("%s", outcome).isEqualTo(TlsEnding.CLOSE_NOTIFY);
    assertThat(outcome.verdict()).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
    assertThat(outcome.httpStatus()).isEqualTo(200);
    assertThat(outcome.replyBytesReceived()).isEqualTo(OK.length());
    assertThat(seen(outcome).version()).isEqualTo(TlsVersion.ofProtocol(version).orElseThrow());
    assertThat(seen(outcome).cipher()).startsWith("TLS_");
    assertThat(seen(outcome).handshakeMicros()).isPositive();
    TlsSeen.Certificate certificate = Objects.requireNonNull(seen(outcome).certificate());
    assertThat(certificate.subject()).isEqualTo("CN=localhost");
    assertThat(certificate.names()).containsExactly("localhost");
    assertThat(certificate.trusted()).isFalse();
    assertThat(certificate.why()).contains("unable to find valid certification path");
    assertThat(told(outcome).happened()).contains("ended its stream with a close_notify");
  }

  @Test
  void aFinWithoutACloseNotifyLeavesOpenWhatOnlyACleanEndWouldTell() throws Exception {
    String unframed = "HTTP/1.0 200 OK\r\n\r\nhalf of it";
    Outcome outcome =
        run(
            channel -> {
              TlsSide tls = new TlsSide(channel).handshake();
              tls.hear("\r\n\r\n");
              tls.say(unframed);
            },
            GET);

    assertThat(seen(outcome).ending()).as("%s", outcome).isEqualTo(TlsEnding.NO_CLOSE_NOTIFY);
    assertThat(seen(outcome).alert()).isNull();
    assertThat(outcome.verdict()).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(outcome.delivery()).isEqualTo(Delivery.UNKNOWN);
    assertThat(told(outcome).happened()).contains("what came may be cut short (RFC 8446 6.1)");
  }

  @Test
  void aFinWithoutACloseNotifyTakesNothingFromAReplyThatIsWholeByItsFraming() throws Exception {
    Outcome outcome =
        run(
            channel -> {
              TlsSide tls = new TlsSide(channel).handshake();
              tls.hear("\r\n\r\n");
              tls.say(OK);
            },
            GET);

    assertThat(seen(outcome).ending()).as("%s", outcome).isEqualTo(TlsEnding.NO_CLOSE_NOTIFY);
    assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
  }

  @Test
  void aResetInTheMiddleIsAResetOfTheStreamToo() throws Exception {
    Outcome outcome =
        run(
            channel -> {
              TlsSide tls = new TlsSide(channel).handshake();
              tls.hear("\r\n\r\n");
              channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            },
            GET);

    assertThat(seen(outcome).ending()).as("%s", outcome).isEqualTo(TlsEnding.RESET);
    assertThat(outcome.verdict()).isEqualTo(Verdict.RESET);
  }

  @Test
  void aResetBehindACloseNotifyIsToldApart() throws Exception {
    CompletableFuture<Void> left = new CompletableFuture<>();
    Outcome outcome =
        run(
            channel -> {
              TlsSide tls = new TlsSide(channel).handshake();
              tls.hear("\r\n\r\n");
              tls.say(OK);
              tls.closeNotify();
              // The client's close_notify and FIN have come, and are left unread.
              ByteBuffer one = ByteBuffer.allocate(1);
              channel.read(one);
              channel.setOption(StandardSocketOptions.SO_LINGER, 0);
              channel.close();
              left.complete(null);
            },
            GET);

    left.get(30, TimeUnit.SECONDS);
    assertThat(seen(outcome).ending())
        .as("%s", outcome)
        .isIn(TlsEnding.RESET_AFTER_CLOSE_NOTIFY, TlsEnding.CLOSE_NOTIFY);
    assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
  }

  @Test
  void anAlertIsToldByItsName() throws Exception {
    Outcome outcome =
        run(
            channel -> {
              TlsSide tls = new TlsSide(channel, "TLSv1.3");
              tls.engine().setNeedClientAuth(true);
              tls.handshake();
            },
            GET);

    assertThat(seen(outcome).alert()).as("%s", outcome).isNotNull();
    assertThat(seen(outcome).ending()).isIn(TlsEnding.ALERT, TlsEnding.HANDSHAKE_FAILED);
  }

  @Test
  void aVersionThatTheServerDoesNotSpeakFailsTheHandshakeByAnAlert() throws Exception {
    Outcome outcome =
        run(
            channel -> {
              try {
                new TlsSide(channel, "TLSv1.2").handshake();
              } catch (Exception _) {
                // It said why.
              }
            },
            GET,
            "{'versions':['TLS_1_3']}");

    assertThat(seen(outcome).ending()).as("%s", outcome).isEqualTo(TlsEnding.HANDSHAKE_FAILED);
    assertThat(seen(outcome).alert()).isEqualTo("protocol_version");
    assertThat(seen(outcome).version()).isNull();
    assertThat(server(outcome).bytesOffered()).isZero();
    assertThat(outcome.delivery()).isEqualTo(Delivery.UNKNOWN);
    assertThat(told(outcome).happened()).contains("it answered with the alert protocol_version");
  }

  @Test
  void aServerThatSpeaksPlaintextFailsTheHandshake() throws Exception {
    Outcome outcome = run(channel -> Nasty.write(channel, "220 mail.example ESMTP\r\n"), GET);

    assertThat(seen(outcome).ending()).as("%s", outcome).isEqualTo(TlsEnding.HANDSHAKE_FAILED);
    assertThat(seen(outcome).failure()).contains("plaintext");
  }

  @Test
  void aHandshakeThatNobodyAnswersEndsWithTheRun() throws Exception {
    try (Listening server = Listening.start(TlsTests::silent)) {
      Outcome silent =
          CLIENT.run(server, "'timeoutMillis':400,'server':{%s,'tls':{}}".formatted(GET));
      assertThat(seen(silent).ending()).isEqualTo(TlsEnding.HANDSHAKE_FAILED);
    }
  }

  @Test
  void anUntrustedCertificateFailsTheHandshakeOnlyIfItIsVerified() throws Exception {
    Outcome outcome =
        run(
            channel -> {
              try {
                new TlsSide(channel).handshake();
              } catch (Exception _) {
                // The client refused it.
              }
            },
            GET,
            "{'verify':true}");

    assertThat(seen(outcome).ending()).as("%s", outcome).isEqualTo(TlsEnding.HANDSHAKE_FAILED);
    assertThat(seen(outcome).failure()).contains("certificate");
    assertThat(seen(outcome).certificate()).isNotNull();
  }

  @Test
  void aCertificatesDaysLeftCanBeExpected() throws Exception {
    X509Bundle shortly = TlsSide.certificate("localhost", Duration.ofDays(10).plusHours(1));
    Listening.Serving serving =
        channel -> {
          TlsSide tls = new TlsSide(channel, shortly).handshake();
          tls.hear("\r\n\r\n");
          tls.say(OK);
          tls.closeNotify();
          channel.shutdownOutput();
          tls.hearClose();
        };
    Outcome outcome = run(serving, GET);

    assertThat(outcome.meets(expecting(SpecFields.CERTIFICATE_DAYS_LEFT, 10))).isTrue();
    assertThat(outcome.shortfalls(expecting(SpecFields.CERTIFICATE_DAYS_LEFT, 11)))
        .extracting(Expect.Shortfall::sentence)
        .containsExactly("'expect.certificateDaysLeftAtLeast' accepts 11, and there was 10");
    assertThat(outcome.meets(expecting(SpecFields.TLS_ENDINGS, Set.of(TlsEnding.CLOSE_NOTIFY))))
        .isTrue();
    assertThat(outcome.meets(expecting(SpecFields.TLS_ENDINGS, Set.of(TlsEnding.RESET)))).isFalse();
  }

  private static <T> Expect expecting(SpecField<T> field, T value) {
    return Objects.requireNonNull(SpecDraft.of(field, value).expect());
  }

  @Test
  void aMailServerIsAskedForTlsInItsOwnWords() throws Exception {
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    Listening.Serving mail =
        channel -> {
          Nasty.write(channel, "220 mail.example ESMTP\r\n");
          Nasty.line(channel);
          Nasty.write(channel, "250-mail.example\r\n250 STARTTLS\r\n");
          Nasty.line(channel);
          Nasty.write(channel, "220 go ahead\r\n");
          TlsSide tls = new TlsSide(channel).handshake();
          assertThat(tls.hear("\r\n")).isEqualTo("EHLO x\r\n");
          tls.say("250 mail.example\r\n");
          closed.complete(tls.hearClose());
        };
    try (Listening server = Listening.start(mail)) {
      Outcome outcome =
          CLIENT.run(
              server,
              """
              'server':{'silenceMillis':200,'turns':[{'hear':{'line':true}},
              {'say':{'text':'EHLO x\\r\\n'}},{'hear':{'match':'(?m)^250 '}},
              {'say':{'text':'STARTTLS\\r\\n'}},{'hear':{'line':true}},
              {'startTls':{'serverName':'mail.example'}},
              {'say':{'text':'EHLO x\\r\\n'}},{'hear':{'match':'^250 '}}]}\
              """);

      assertThat(server(outcome).turns())
          .extracting(TurnTaken::ended)
          .as("%s", outcome)
          .containsExactly(
              Ended.MET,
              Ended.DONE,
              Ended.MET,
              Ended.DONE,
              Ended.MET,
              Ended.DONE,
              Ended.DONE,
              Ended.MET);
      assertThat(server(outcome).turns().get(6).saidBytes()).isEqualTo(8);
      assertThat(seen(outcome).version()).isEqualTo(TlsVersion.TLS_1_3);
      assertThat(closed.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void behindAHalfCloseOnlyTls13CanStillBeHeard() throws Exception {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      Listening.Serving serving =
          channel -> {
            TlsSide tls = new TlsSide(channel, version).handshake();
            tls.hearClose();
            if (version.equals("TLSv1.3")) {
              tls.say("late");
            }
            tls.closeNotify();
          };
      try (Listening server = Listening.start(serving)) {
        Outcome outcome =
            CLIENT.run(
                server,
                "'server':{'silenceMillis':200,'tls':{},'turns':[{'halfClose':true},"
                    + "{'hear':{'bytes':4}}]}");
        assertThat(server(outcome).turns().getLast().ended())
            .as("%s %s", version, outcome)
            .isEqualTo(version.equals("TLSv1.3") ? Ended.MET : Ended.UNMET);
      }
    }
  }

  @Test
  void manyMebibytesGoBothWays() throws Exception {
    int bytes = 3_000_000;
    CompletableFuture<Long> heard = new CompletableFuture<>();
    Listening.Serving serving =
        channel -> {
          TlsSide tls = new TlsSide(channel).handshake();
          heard.complete(tls.hear((long) bytes));
          tls.say(ByteBuffer.allocate(bytes));
          tls.closeNotify();
          channel.shutdownOutput();
          tls.hearClose();
        };
    try (Listening server = Listening.start(serving)) {
      Outcome outcome =
          CLIENT.run(
              server, "'bytesSent':%d,'timeoutMillis':20000,'server':{'tls':{}}".formatted(bytes));
      assertThat(heard.get(30, TimeUnit.SECONDS)).isEqualTo(bytes);
      assertThat(outcome.replyBytesReceived()).as("%s", outcome).isEqualTo(bytes);
      assertThat(server(outcome).bytesAccepted()).isEqualTo(bytes);
      assertThat(seen(outcome).ending()).isEqualTo(TlsEnding.CLOSE_NOTIFY);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'say':{'text':'x'}},{'hear':{'line':true}}",
        "{'say':{'text':'x'}},{'halfClose':true}",
        "{'say':{'text':'x'}},{'pauseMillis':1}",
        "{'pauseMillis':1},{'say':{'text':'x'}},{'hear':{'line':true}}",
        "{'halfClose':true},{'hear':{'line':true}}"
      })
  void nothingIsSaidWhereTheHandshakeEndedAndNoTurnCountsAsMeant(String turns) throws Exception {
    for (int linger : new int[] {-1, 0}) {
      Listening.Serving serving =
          channel -> {
            channel.read(ByteBuffer.allocate(2000));
            channel.setOption(StandardSocketOptions.SO_LINGER, linger);
          };
      try (Listening server = Listening.start(serving)) {
        Outcome outcome =
            CLIENT.run(
                server,
                "'timeoutMillis':3000,'server':{'tls':{},'silenceMillis':50,'turns':[%s]}"
                    .formatted(turns));
        assertThat(seen(outcome).ending()).isEqualTo(TlsEnding.HANDSHAKE_FAILED);
        assertThat(seen(outcome).failure()).contains("before the handshake was done");
        assertThat(outcome.turnsMet()).as("%s", outcome).isFalse();
        assertThat(outcome.run().durationMicros()).isLessThan(3_000_000);
      }
    }
  }

  @Test
  void aHandshakeThatIsNotDoneInTimeTimesOutAsAnySilence() throws Exception {
    try (Listening server = Listening.start(TlsTests::silent)) {
      Outcome outcome =
          CLIENT.run(
              server,
              "'timeoutMillis':400,'server':{'tls':{},'turns':[{'say':{'text':'x'}},{'hear':{'line':true}}]}");
      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.TIMED_OUT);
      assertThat(seen(outcome).failure()).contains("wasn't done in time");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theEndOfTheStreamIsHeardByItsCloseNotifyOrItsFin(boolean says) throws Exception {
    Listening.Serving serving =
        channel -> {
          TlsSide tls = new TlsSide(channel).handshake();
          tls.say("221 bye\r\n");
          if (says) {
            tls.closeNotify();
          }
        };
    try (Listening server = Listening.start(serving)) {
      Outcome outcome =
          CLIENT.run(
              server, "'server':{'tls':{},'turns':[{'hear':{'line':true}},{'hear':{'end':true}}]}");
      assertThat(outcome.turnsMet()).as("%s", outcome).isTrue();
    }
  }

  @Test
  void plaintextInFrontOfTlsIsNeverHeardInIt() throws Exception {
    Listening.Serving serving =
        channel -> {
          Nasty.write(channel, "220 go ahead\r\n250 injected\r\n");
          channel.read(ByteBuffer.allocate(2000));
        };
    try (Listening server = Listening.start(serving)) {
      Outcome outcome =
          CLIENT.run(
              server,
              "'server':{'silenceMillis':50,'turns':[{'hear':{'line':true}},{'pauseMillis':50},{'startTls':{}},{'hear':{'line':true}}]}");
      assertThat(server(outcome).turns().getLast().turn()).as("%s", outcome).isEqualTo(2);
      assertThat(server(outcome).turns().getLast().ended()).isEqualTo(Ended.UNMET);
      assertThat(server(outcome).tls()).isNull();
    }
  }

  @Test
  void whatCannotBeReadIsNotBlamedOnTheServer() throws Exception {
    Outcome outcome =
        run(
            channel -> {
              TlsSide tls = new TlsSide(channel, "TLSv1.3").handshake();
              tls.hear("\r\n\r\n");
              tls.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
              // A record whose tag is wrong.
              channel.write(
                  ByteBuffer.wrap(
                      new byte[] {
                        23, 3, 3, 0, 17, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
                      }));
              tls.say("hi");
            },
            GET);

    assertThat(outcome.delivery()).as("%s", outcome).isEqualTo(Delivery.UNKNOWN);
    assertThat(seen(outcome).ending()).isNull();
    assertThat(seen(outcome).failure()).isNotNull();
    assertThat(told(outcome).happened()).contains("TLS failed at this end");
  }

  @Test
  void howAStreamEndedThatThisEndLeftIsNotSaid() throws Exception {
    Outcome outcome =
        run(
            channel -> {
              TlsSide tls = new TlsSide(channel).handshake();
              tls.hear("\r\n\r\n");
              tls.say(OK);
              tls.hearClose();
            },
            GET);

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.KEPT_OPEN);
    assertThat(seen(outcome).ending()).isNull();
  }

  /** No authority that this runtime trusts vouches for a certificate of a test. */
  @Test
  void aCertificateMustBeForTheNameThatWasAskedFor() {
    TlsTerms asked =
        new TlsTerms("mail.example", List.of(), Set.of(), true, CloseNotify.SEND_AND_WAIT);

    assertThat(asked.nameToVerify("localhost")).isEqualTo("mail.example");
    assertThat(TlsTerms.PLAIN.nameToVerify("localhost")).isEqualTo("localhost");
    assertThat(TlsTerms.PLAIN.nameToVerify("::1")).isEqualTo("::1");
    assertThat(TlsTerms.PLAIN.nameFor("::1")).isNull();
  }

  @Test
  void afterAFailedWriteNothingMoreIsSent() throws Exception {
    Listening.Serving serving =
        channel -> {
          TlsSide tls = new TlsSide(channel).handshake();
          tls.hear(20_000L);
          tls.say("HTTP/1.1 413 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
        };
    try (Listening server = Listening.start(serving)) {
      Outcome outcome =
          CLIENT.run(
              server,
              "'timeoutMillis':9000,'server':{'tls':{},'request':{'http':{'method':'POST','bodyBytes':8000000}}}");
      assertThat(outcome.initiator().steps())
          .as("%s", outcome)
          .filteredOn(step -> step.call() == Call.SEND && step.errno() != null)
          .hasSizeLessThanOrEqualTo(1);
    }
  }
}
