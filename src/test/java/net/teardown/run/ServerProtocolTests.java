package net.teardown.run;

import static net.teardown.run.AgainstServers.server;
import static net.teardown.run.AgainstServers.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerReport.Gets;
import net.teardown.experiment.terms.Verdict;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said, and advised, of a server that doesn't speak what was spoken to it. */
@Timeout(60)
class ServerProtocolTests {

  private static final AgainstServers CLIENT = new AgainstServers();

  private static final String UPLOAD =
      "'server':{'request':{'http':{'method':'POST','bodyBytes':100000}}}";
  private static final String GET = "'server':{'request':{'http':{'method':'GET'}}}";

  /** An alert, handshake_failure. */
  private static final String ALERT = "\u0015\u0003\u0003\0\u0002\u0002(";

  /** A ClientHello as far as this test's servers look at it. */
  private static final String HELLO = "'server':{'request':{'base64':'FgMBAAUBAAABAw=='}}";

  @AfterAll
  static void stop() throws Exception {
    CLIENT.close();
  }

  private static Outcome with(Listening.Serving serving, String fields) throws Exception {
    try (Listening server = Listening.start(serving)) {
      return CLIENT.run(server, fields);
    }
  }

  /** Says this, in answer or first, and closes with the rest unread. */
  private static Listening.Serving resetting(String says, boolean first) {
    return channel -> {
      if (first) {
        Nasty.write(channel, says);
      }
      channel.read(ByteBuffer.allocate(1));
      if (!first) {
        Nasty.write(channel, says);
      }
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'-ERR unknown command POST\r\n' | false | Redis",
        "'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n' | true | SSH",
        "'220 mail.example ESMTP\r\n' | true | SMTP or FTP",
        "'J\0\0\0\n5.5.5-10.11.6-MariaDB\0' | true | MySQL or MariaDB",
        "'\u0015\u0003\u0003\0\u0002\u0002(' | false | TLS"
      })
  void whoSpeaksSomethingElseIsAdvisedOfByWhatItSaid(String says, boolean first, String product)
      throws Exception {
    Outcome outcome = with(resetting(says, first), UPLOAD);

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.RESET);
    assertThat(server(outcome).advice())
        .extracting(ServerReport.Advice::product)
        .containsExactly(product);
    // What greets may do so before the request is sent, or behind it.
    assertThat(told(outcome).happened())
        .containsAnyOf(
            product.equals("TLS") ? "speak TLS" : "doesn't speak HTTP",
            first ? "It spoke first" : "seems to speak TLS");
  }

  @Test
  void whoResetsWithoutAWordIsToldNothingOfDrains() throws Exception {
    Outcome outcome = with(resetting("", false), UPLOAD);

    assertThat(outcome.verdict()).isEqualTo(Verdict.RESET);
    assertThat(server(outcome).advice()).isEmpty();
    assertThat(told(outcome).happened())
        .contains("Nothing came of it.", "Nothing shows that it speaks HTTP.");
  }

  @Test
  void whereNoBodyWasUnderWayNothingIsSaidOfDrains() throws Exception {
    Outcome outcome =
        with(
            channel -> {
              channel.read(ByteBuffer.allocate(4096));
              Nasty.write(
                  channel, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nok\n");
              channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            },
            GET);

    assertThat(outcome.verdict()).isEqualTo(Verdict.RESET);
    assertThat(server(outcome).advice()).as("%s", outcome).isEmpty();
  }

  @Test
  void whoAnswersInHttpAndDoesNotSayWhoItIsMayBeAnyThatDoesNot() throws Exception {
    Outcome outcome =
        with(
            resetting(Nasty.REFUSAL, false),
            "'server':{'request':{'http':{'method':'POST','bodyBytes':10485760}},'writing':'ALL_THEN_READ'}");

    assertThat(outcome.verdict()).as("%s", outcome).isIn(Verdict.RESET);
    assertThat(server(outcome).advice())
        .extracting(ServerReport.Advice::product)
        .contains(
            "JDK HttpServer, if it is one", "Python asyncio, if it is one", "PHP, if it is one")
        .contains((String) null);
  }

  @Test
  void aThirdClientRacesItsReplyAgainstItsError() throws Exception {
    Outcome outcome =
        with(
            resetting(Nasty.REFUSAL, false),
            "'server':{'request':{'http':{'method':'POST','bodyBytes':10485760}},'writing':'ALL_THEN_READ'}");
    ServerReport.Clients clients = server(outcome).clients();

    assertThat(clients.readsOn().gets()).isEqualTo(Gets.WHOLE);
    assertThat(clients.stopsAtError().gets()).isEqualTo(Gets.NOTHING);
    assertThat(clients.racing())
        .extracting("gets", "error")
        .containsExactly(Gets.RACE, server(outcome).writeError());
    assertThat(told(outcome).why())
        .contains("curl", "Python http.client", "Go net/http", "it is a race");

    Outcome whole =
        with(
            channel -> {
              channel.read(ByteBuffer.allocate(4096));
              Nasty.write(channel, Nasty.REFUSAL);
            },
            GET);
    assertThat(server(whole).clients().racing()).extracting("gets").isEqualTo(Gets.WHOLE);
  }

  /** All of it fitted into this end's buffer, so no write failed before the reset came. */
  @Test
  void aResetOnTheHeelsOfAReplyIsARaceThoughNoWriteFailed() throws Exception {
    Outcome outcome =
        with(
            resetting(Nasty.REFUSAL, false),
            "'server':{'request':{'http':{'method':'POST','bodyBytes':1000000}}}");

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.RESET);
    assertThat(server(outcome).clients().readsOn().gets()).isEqualTo(Gets.WHOLE);
    assertThat(server(outcome).clients().racing()).extracting("gets").isEqualTo(Gets.RACE);
    assertThat(told(outcome).why()).contains("it is a race");
  }

  @Test
  void aResetLongBehindAReplyIsNoRaceAndWithoutAReplyThereIsNone() throws Exception {
    Outcome late =
        with(
            channel -> {
              channel.read(ByteBuffer.allocate(1));
              Nasty.write(channel, Nasty.REFUSAL);
              Thread.sleep(600);
            },
            "'server':{'request':{'http':{'method':'POST','bodyBytes':8000000}},'writing':'READ_WHILE_WRITING'}");
    Outcome interim =
        with(
            channel -> {
              channel.read(ByteBuffer.allocate(1));
              Nasty.write(channel, "HTTP/1.1 100 Continue\r\n\r\n");
            },
            "'server':{'request':{'http':{'method':'POST','bodyBytes':8000000}},'writing':'READ_WHILE_WRITING'}");

    assertThat(server(late).clients().racing()).extracting("gets").isEqualTo(Gets.WHOLE);
    assertThat(server(interim).clients())
        .as("%s", interim)
        .extracting("readsOn.gets", "stopsAtError.gets", "racing.gets")
        .containsExactly(Gets.NOTHING, Gets.NOTHING, Gets.NOTHING);
  }

  @Test
  void whoSpeaksFirstDoesNotSpeakHttpWhateverFollowsAndTheReplysFirstLineIsShown()
      throws Exception {
    Outcome silent = with(resetting("SSH-2.0-x\r\n", true), UPLOAD);
    Outcome answered =
        with(
            channel -> {
              Nasty.write(channel, "220 hello\r\n");
              channel.read(ByteBuffer.allocate(4096));
              Nasty.write(channel, "500 unknown command\r\n");
              Nasty.lingeringClose(channel);
            },
            "'server':{'request':{'text':'GET / HTTP/1.1\\r\\nHost:"
                + " x\\r\\n\\r\\n'},'silenceMillis':300}");

    assertThat(told(silent).happened()).contains("It doesn't speak HTTP");
    assertThat(told(answered).happened()).contains("It doesn't speak HTTP").contains("220 hello");
    // A greeting may come right behind the first byte that was sent, and is a reply then.
    if (server(answered).bannerBytes() > 0) {
      assertThat(server(answered).replyLine()).isEqualTo("500 unknown command");
      assertThat(told(answered).happened()).contains("beginning \"500 unknown command\"");
    }
  }

  @Test
  void theFirstLineOfWhatIsNoHttpIsShownInTheText() throws Exception {
    Outcome answered =
        with(
            channel -> {
              channel.read(ByteBuffer.allocate(4096));
              Nasty.write(channel, "-ERR wrong \u001b[2J number\r\nmore\r\n");
              Nasty.lingeringClose(channel);
            },
            "'server':{'request':{'text':'PING\\r\\n'}}");
    Outcome greeted =
        with(
            channel -> {
              Nasty.write(channel, "220 at your service\r\n");
              channel.read(ByteBuffer.allocate(4096));
            },
            "'bytesSent':0,'server':{}");

    assertThat(told(answered).happened()).contains("\"-ERR wrong \\x1B[2J number\"");
    assertThat(told(greeted).happened()).contains("\"220 at your service\"");
  }

  @Test
  void aClientHelloIsAnsweredInTls() throws Exception {
    Outcome outcome = with(ServerProtocolTests::speakTls, HELLO);

    assertThat(told(outcome).happened())
        .contains("It answered in TLS.")
        .doesNotContain("plaintext");
    assertThat(told(with(ServerProtocolTests::speakTls, GET)).happened()).contains("plaintext");
  }

  /** Answers whatever comes with an alert. */
  private static void speakTls(SocketChannel channel) throws Exception {
    channel.read(ByteBuffer.allocate(4096));
    Nasty.write(channel, ALERT);
    Nasty.lingeringClose(channel);
  }

  /** As openssl s_server -quiet -www does. */
  private static void endWithoutAWordUnlessTls(SocketChannel channel) throws Exception {
    ByteBuffer first = ByteBuffer.allocate(4096);
    channel.read(first);
    if (first.get(0) == 0x16) {
      Nasty.write(channel, ALERT);
    }
    Nasty.lingeringClose(channel);
  }

  @Test
  void whoEndsWithoutAWordMaySpeakTlsAndASecondConnectionAsks() throws Exception {
    try (Listening server = Listening.start(ServerProtocolTests::endWithoutAWordUnlessTls)) {
      Outcome plain = CLIENT.run(server, GET);
      assertThat(plain.verdict()).as("%s", plain).isEqualTo(Verdict.CLEAN_EOF);
      assertThat(server(plain).looksLikeTls()).isNull();
      assertThat(told(plain).happened()).contains("It may speak TLS");
      assertThat(server.accepted()).isOne();

      Outcome diagnosed = CLIENT.run(server, GET + ",'diagnose':true,'timeoutMillis':3000");
      assertThat(server(diagnosed).looksLikeTls()).isTrue();
      assertThat(told(diagnosed).happened()).contains("It speaks TLS");
      assertThat(server.accepted()).isEqualTo(3);
    }
  }

  @Test
  void whoDoesNotSpeakTlsIsNotSaidTo() throws Exception {
    Outcome mute =
        with(
            channel -> {
              channel.read(ByteBuffer.allocate(4096));
              Nasty.lingeringClose(channel);
            },
            GET + ",'diagnose':true,'timeoutMillis':3000");
    Outcome http =
        with(
            channel -> {
              channel.read(ByteBuffer.allocate(4096));
              Nasty.write(channel, Nasty.REFUSAL);
            },
            GET + ",'diagnose':true,'timeoutMillis':3000");

    assertThat(server(mute).looksLikeTls()).isFalse();
    assertThat(server(http).looksLikeTls()).isNull();
  }
}
