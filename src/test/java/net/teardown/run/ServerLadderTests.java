package net.teardown.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.picture.Arrow;
import net.teardown.picture.Ladder;
import net.teardown.picture.Rung;
import net.teardown.picture.Side;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is drawn of an upload to a server, whatever the timing was. */
@Timeout(60)
class ServerLadderTests {

  private static final AgainstServers CLIENT = new AgainstServers();

  private static final int BODY = 8_000_000;
  private static final String REFUSAL =
      "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno\n";

  @AfterAll
  static void stop() throws Exception {
    CLIENT.close();
  }

  private static List<Rung> uploaded(Listening.Serving serving, String writing) throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          channel.setOption(StandardSocketOptions.SO_RCVBUF, 60_000);
          serving.serve(channel);
        })) {
      Outcome outcome =
          CLIENT.run(
              server,
              "'timeoutMillis':30000,'server':{'request':{'http':{'method':'POST','bodyBytes':%d}},"
                      .formatted(BODY)
                  + "'writing':'%s'}".formatted(writing));
      return Ladder.picture(Experiment.of(outcome)).rungs();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ALL_THEN_READ, false",
    "ALL_THEN_READ, true",
    "STOP_AT_ERROR, false",
    "STOP_AT_ERROR, true",
    "READ_WHILE_WRITING, false",
    "READ_WHILE_WRITING, true"
  })
  void nothingOfAServerIsDrawnBehindItsReset(String writing, boolean halfCloses) throws Exception {
    List<Rung> rungs =
        uploaded(
            channel -> {
              channel.read(ByteBuffer.allocate(100));
              // By then the client waits for room.
              Thread.sleep(100);
              Nasty.write(channel, REFUSAL);
              if (halfCloses) {
                channel.shutdownOutput();
              }
            },
            writing);

    List<Arrow.Kind> fromServer =
        rungs.stream()
            .map(Rung::arrow)
            .filter(Objects::nonNull)
            .filter(arrow -> arrow.from() == Side.RESPONDER)
            .map(Arrow::kind)
            .toList();
    assertThat(fromServer).as("%s", rungs).startsWith(Arrow.Kind.DATA);
    assertThat(fromServer.subList(0, fromServer.size() - 1))
        .as("%s", rungs)
        .doesNotContain(Arrow.Kind.RST);
  }

  @Test
  void whatASendWasOfferedAgainCountsOnce() throws Exception {
    List<Rung> rungs =
        uploaded(
            channel -> {
              ByteBuffer some = ByteBuffer.allocate(20_000);
              for (long read = 0; read < BODY; read += some.position()) {
                some.clear();
                if (channel.read(some) < 0) {
                  return;
                }
              }
              Nasty.write(channel, REFUSAL);
            },
            "ALL_THEN_READ");

    assertThat(rungs)
        .extracting(Rung::left)
        .filteredOn(call -> call != null && call.startsWith("send"))
        .singleElement()
        .asString()
        .matches("send 8,000,\\d{3} \\(.*");
  }
}
