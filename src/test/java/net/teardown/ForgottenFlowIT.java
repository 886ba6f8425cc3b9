package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import net.teardown.lab.Host;
import net.teardown.lab.Rule;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Tests what is said of a server behind a NAT that forgets flows which are silent for a while. */
@ExtendWith(PathLab.Shared.class)
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ForgottenFlowIT {

  private static final int PORT = 8011;
  private static final int FORGETS_AFTER_SECONDS = 1;

  private static final String GET = "GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n";
  private static final int GET_BYTES = 27;
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";

  private final PathLab lab;
  private final Host router;

  ForgottenFlowIT(PathLab lab) {
    this.lab = lab;
    this.router = lab.router();
  }

  @Test
  void aRequestIntoAForgottenFlowIsNeverAcknowledgedAndNobodyKeepsTheConnection() throws Exception {
    Host far = lab.host("d");
    try (Listening server = far.call(() -> answering(far));
        Rule _ = router.translate(PORT, new InetSocketAddress(far.v4(), server.port()));
        AutoCloseable _ = router.forgetSilentFlows(PORT, server.port(), FORGETS_AFTER_SECONDS)) {
      JsonNode outcome = run(",'chunkBytes':27,'pauseMillis':3000", 5500);

      assertThat(outcome.at("/verdict").asString())
          .as(outcome.toPrettyString())
          .isEqualTo("TIMED_OUT");
      assertThat(outcome.at("/initiator/tcp/unacknowledgedBytes").asInt()).isEqualTo(GET_BYTES);
      assertThat(outcome.at("/initiator/tcp/retransmits").asInt()).isGreaterThanOrEqualTo(2);
      assertThat(outcome.at("/explanation").asString())
          .contains(
              "No acknowledgement came for the last 27 of the 54 bytes that this end had sent")
          .contains("retransmissions");
    }
  }

  @Test
  void aRequestBehindNoSilenceGetsThroughTheSameNat() throws Exception {
    Host far = lab.host("d");
    try (Listening server = far.call(() -> answering(far));
        Rule _ = router.translate(PORT, new InetSocketAddress(far.v4(), server.port()));
        AutoCloseable _ = router.forgetSilentFlows(PORT, server.port(), FORGETS_AFTER_SECONDS)) {
      JsonNode outcome = run("", 5000);

      assertThat(outcome.at("/verdict").asString())
          .as(outcome.toPrettyString())
          .isEqualTo("KEPT_OPEN");
      assertThat(outcome.at("/initiator/tcp/unacknowledgedBytes").asInt()).isZero();
    }
  }

  private JsonNode run(String manner, int timeoutMillis) {
    return lab.unkept(
        "a",
        "'targetHost':'%s','targetPort':%d,'server':{'request':{'text':'%s'},'silenceMillis':500%s},'timeoutMillis':%d"
            .formatted(router.v4().getHostAddress(), PORT, GET + GET, manner, timeoutMillis));
  }

  private static Listening answering(Host host) throws Exception {
    return Listening.start(
        new InetSocketAddress(host.v4(), 0),
        channel -> {
          ByteBuffer request = ByteBuffer.allocate(GET_BYTES);
          while (channel.read(request) >= 0) {
            if (!request.hasRemaining()) {
              Nasty.write(channel, OK);
              request.clear();
            }
          }
        });
  }
}
