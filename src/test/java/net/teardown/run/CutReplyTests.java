package net.teardown.run;

import static net.teardown.run.AgainstServers.server;
import static net.teardown.run.AgainstServers.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport.Advice;
import net.teardown.experiment.outcome.ServerReport.Side;
import net.teardown.experiment.terms.Verdict;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is advised, and said, where a server ends the connection within its reply. */
@Timeout(60)
class CutReplyTests {

  private static final AgainstServers CLIENT = new AgainstServers();

  private static final String ONE = "'request':{'http':{}}";
  private static final String ASK = "{'say':{'http':{}}},{'hear':{'httpReply':true}}";
  private static final String TURNS = "'turns':[" + ASK + "," + ASK + "]";

  private static final String WHOLE = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String OF_TEN = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfew";

  @AfterAll
  static void stop() throws Exception {
    CLIENT.close();
  }

  private static Outcome run(Listening.Serving serving, String says) throws Exception {
    return run(serving, says, "");
  }

  private static Outcome run(Listening.Serving serving, String says, String more) throws Exception {
    try (Listening server = Listening.start(serving)) {
      return CLIENT.run(
          server, "'server':{'silenceMillis':100,'settleMillis':50,%s}%s".formatted(says, more));
    }
  }

  private static void answer(SocketChannel channel, String reply) throws IOException {
    while (!Nasty.line(channel).isEmpty()) {}
    Nasty.write(channel, reply);
  }

  private static Listening.Serving answering(String reply) {
    return channel -> answer(channel, reply);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Transfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nfew\\r\\n | its last chunk never came",
        "Transfer-Encoding: chunked\\r\\n\\r\\n9\\r\\nfew | its last chunk never came",
        "Content-Length: 10\\r\\n\\r\\nfew | 3 bytes of its body came, fewer than its"
            + " Content-Length",
        "Content-Len | within its head"
      })
  void whatIsMissingIsSaidAndBothSidesAreAdvised(String rest, String missing) throws Exception {
    String reply = "HTTP/1.1 200 OK\r\n" + rest.translateEscapes();
    for (boolean inTurns : new boolean[] {false, true}) {
      Outcome outcome =
          run(
              channel -> {
                if (inTurns) {
                  answer(channel, WHOLE);
                }
                answer(channel, reply);
              },
              inTurns ? TURNS : ONE);

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
      assertThat(told(outcome).happened()).contains("cut short", missing);
      assertThat(server(outcome).advice())
          .extracting(Advice::side)
          .containsExactly(Side.CLIENT, Side.SERVER);
      assertThat(server(outcome).advice().getFirst().text()).contains("as an error", "by a FIN");
      assertThat(server(outcome).advice().getFirst().source()).isEqualTo("RFC 9112 8");
      assertThat(server(outcome).advice().getLast().text())
          .contains("finish a reply that was begun", "last chunk", "Content-Length", "why");
      assertThat(told(outcome).advice()).contains("client: take such a reply", "server: finish");
    }
  }

  /** It may have been sent whole. */
  @Test
  void whereAResetCostTheRestNobodyIsSaidToHaveCutIt() throws Exception {
    Outcome outcome =
        run(
            channel -> {
              answer(channel, OF_TEN);
              channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            },
            ONE);

    assertThat(outcome.verdict()).isEqualTo(Verdict.RESET);
    assertThat(server(outcome).advice()).as("%s", outcome).isEmpty();
    assertThat(told(outcome).happened()).doesNotContain("Content-Length");
  }

  /** All that it had sent came before its FIN. */
  @Test
  void aResetBehindTheFinCostsNothingOfTheReply() throws Exception {
    Outcome outcome =
        run(
            channel -> {
              channel.read(ByteBuffer.allocate(1));
              Nasty.write(channel, OF_TEN);
              channel.shutdownOutput();
            },
            ONE);

    assertThat(outcome.verdict()).isEqualTo(Verdict.EOF_THEN_RESET);
    assertThat(server(outcome).advice())
        .as("%s", outcome)
        .extracting(Advice::text)
        .anyMatch(text -> text.contains("finish a reply that was begun"));
  }

  @Test
  void whatIsWholeOrStillToComeIsNotCut() throws Exception {
    Outcome whole = run(answering(WHOLE), ONE);
    Outcome coming =
        run(
            channel -> {
              answer(channel, OF_TEN);
              channel.read(ByteBuffer.allocate(1));
            },
            ONE,
            ",'timeoutMillis':500");

    assertThat(server(whole).advice()).as("%s", whole).isEmpty();
    assertThat(server(coming).advice()).as("%s", coming).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aHalfCloseThatCameBeforeIsNamedAsACause(boolean halfCloses) throws Exception {
    Outcome outcome =
        run(answering(OF_TEN), ONE, ",'initiatorHalfCloses':%s".formatted(halfCloses));

    assertThat(server(outcome).cutByServer()).as("%s", outcome).isTrue();
    assertThat(
            server(outcome).advice().stream()
                .anyMatch(advice -> advice.text().contains("don't half-close before")))
        .isEqualTo(halfCloses);
  }
}
