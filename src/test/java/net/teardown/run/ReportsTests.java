package net.teardown.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.policy.Policy;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests runs whose responder was armed but has no full report. */
@Timeout(30)
class ReportsTests {

  private static final long TIMEOUT_MICROS = 5_000_000;
  private static final String ID = "019a9f7e-0000-7000-8000-000000000001";
  private static final String INSTANCE = "019a9f7e-0000-7000-8000-000000000002";

  private final Policy policy = Policy.allowing("loopback");
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch disarmed = new CountDownLatch(1);
  private HttpServer control;
  private ServerSocket data;
  private Runner runner;
  private volatile String state = "ARMED";
  private volatile String afterAWhile = "";
  private volatile boolean overAtOnce;
  private volatile String steps = "";

  @BeforeEach
  void start() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    data = new ServerSocket(0, 8, loopback);
    control = HttpServer.create(new InetSocketAddress(loopback, 0), 16);
    control.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    control.createContext("/", this::answer);
    control.start();
    runner =
        new Runner(
            TcpStack.forThisPlatform(),
            "test",
            new RunnerProperties(1, 1, 1, 1, 4, 4),
            policy.loopback().address(),
            null,
            _ -> {});
  }

  @AfterEach
  void stop() throws Exception {
    runner.destroy();
    control.stop(0);
    data.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestMethod());
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    String json =
        switch (exchange.getRequestMethod()) {
          case "POST" ->
              """
              {"protocol": 1, "id": "%s", "instance": "%s", "vantage": "far", "version": "1",
               "ticket": "00112233445566778899aabbccddeeff", "dataPort": 1, "receivedMicros": 0,
               "answeredMicros": 0}
              """
                  .formatted(ID, INSTANCE);
          case "GET" -> {
            if (!overAtOnce) {
              awaitDisarmed(Long.parseLong(query.substring(query.lastIndexOf('=') + 1)));
            }
            yield """
            {"protocol": 1, "id": "%s", "instance": "%s", "state": "%s", "stack": "posix",
             "evidenceLevel": "KERNEL", "end": {"steps": [%s]}}
            """
                .formatted(ID, INSTANCE, state, steps);
          }
          default -> {
            disarmed.countDown();
            yield "";
          }
        };
    byte[] body = json.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(body.length == 0 ? 204 : 200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void awaitDisarmed(long millis) throws IOException {
    try {
      if (millis > 0) {
        disarmed.await(millis, TimeUnit.MILLISECONDS);
        state = afterAWhile.isEmpty() ? state : afterAWhile;
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void endTheNextConnection() {
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = data.accept()) {
            socket.getOutputStream().write("HTTP/1.1 400 \r\n".getBytes(UTF_8));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
          } catch (IOException _) {
            // The test is over.
          }
        });
  }

  @Test
  void aConnectionThatEndsWithoutHavingReachedTheResponderIsNotWaitedFor() throws Exception {
    endTheNextConnection();

    Outcome outcome = run("'bytesSent':5,'bytesRead':1,'timeoutMillis':30000");

    assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(outcome.reason()).isEqualTo(Reason.TICKET_NOT_CLAIMED);
    assertThat(outcome.run().detail()).contains("HTTP/1.1 400");
    assertThat(outcome.run().durationMicros()).isLessThan(3 * TIMEOUT_MICROS);
    assertThat(disarmed.await(5, TimeUnit.SECONDS))
        .as("a ticket that comes later is void")
        .isTrue();
  }

  @Test
  void aTicketThatABusyResponderReadsLateHasReachedIt() {
    afterAWhile = "RUNNING";
    endTheNextConnection();

    assertThat(run("'bytesSent':5,'bytesRead':1,'timeoutMillis':3000").reason())
        .isEqualTo(Reason.REPORT_UNAVAILABLE);
  }

  @Test
  void aSilentConnectionIsWaitedFor() {
    Outcome outcome = run("'bytesSent':5,'bytesRead':1,'timeoutMillis':700");

    assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(outcome.run().durationMicros()).isBetween(600_000L, 4_000_000L);
  }

  @Test
  void anInitiatorThatNeverClosedAsksWhatBecameOfItsBytes() {
    String spec = "'bytesSent':5,'replyBytes':5,'closer':'INITIATOR','timeoutMillis':2000";

    assertThat(run(spec).reason()).isEqualTo(Reason.TICKET_NOT_CLAIMED);

    state = "RUNNING";
    assertThat(run(spec).reason()).isEqualTo(Reason.BYTES_NEVER_ARRIVED);
  }

  @Test
  void aResponderThatEndsTheSessionIsLost() {
    state = "DISARMED";
    overAtOnce = true;

    Outcome outcome = run("'bytesSent':5,'bytesRead':1");

    assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(outcome.reason()).isEqualTo(Reason.RESPONDER_LOST);
    assertThat(outcome.run().detail()).contains("shutting down");
    assertThat(outcome.run().durationMicros()).isLessThan(TIMEOUT_MICROS / 2);
  }

  @ParameterizedTest
  @CsvSource({
    "send, 9, 5, 2, ", // 4 of 5 were taken at first, then 1 of 1
    "recv, 131072, 5, 2, ",
    "send, 30000000, 5, 2, ", // the path may have added to what was sent
    "send, 90000000, 5, 2, end.steps[0].bytes is 90000000",
    "send, 9, 90000000, 2, end.steps[0].result is 90000000",
  })
  void aStepOfSeveralCallsOffersWhatRemainsEachTime(
      String call, long bytes, long result, int times, @Nullable String nonsense) {
    state = "DISARMED";
    overAtOnce = true;
    steps =
        """
        {"atMicros": 0, "untilMicros": 1, "call": "%s", "bytes": %d, "result": %d, "times": %d}
        """
            .formatted(call, bytes, result, times);

    String detail = run("'bytesSent':5,'bytesRead':5,'replyBytes':5").run().detail();

    if (nonsense == null) {
      assertThat(detail).doesNotContain("more bytes");
    } else {
      assertThat(detail).contains(nonsense);
    }
  }

  private Outcome run(String fields) {
    Spec spec =
        Drafts.spec(
            fields
                + ",'targetHost':'127.0.0.1','targetPort':%d,'responderUrl':'http://127.0.0.1:%d'"
                    .formatted(data.getLocalPort(), control.getAddress().getPort()));
    return runner.run(
        policy.responder(spec.target().orElseThrow(), spec.timeout()),
        new Asked(spec, Origin.REQUEST));
  }
}
