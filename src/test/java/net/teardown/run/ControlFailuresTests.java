package net.teardown.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.policy.Policy;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests runs whose control address is answered by something other than a responder. */
@Timeout(30)
class ControlFailuresTests {

  private static final int TIMEOUT_MILLIS = 1500;

  private final Policy policy = Policy.allowing("loopback", "localhost");
  private final List<HttpExchange> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private Runner runner;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    runner =
        new Runner(
            TcpStack.forThisPlatform(),
            "test",
            new RunnerProperties(1, 1, 1, 1, 4, 4),
            policy.loopback().address(),
            "the-responders-token",
            _ -> {});
  }

  @AfterEach
  void stop() {
    runner.destroy();
    server.stop(0);
  }

  @Test
  void aWebPageIsNoResponder() {
    answer(200, "text/html", "<html><body>It works!</body></html>");

    Outcome outcome = run();

    assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(outcome.reason()).isEqualTo(Reason.NOT_A_RESPONDER);
    assertThat(outcome.run().detail()).contains("text/html");
  }

  @Test
  void aPageThatIsNotThereIsNoResponder() {
    answer(404, "text/html", "<html><body>Not found</body></html>");

    assertThat(run().reason()).isEqualTo(Reason.NOT_A_RESPONDER);
  }

  @Test
  void otherJsonIsNoResponder() {
    answer(201, "application/json", "{\"ticket\": 5, \"users\": []}");

    assertThat(run().reason()).isEqualTo(Reason.NOT_A_RESPONDER);
  }

  @Test
  void aRedirectIsNotFollowed() {
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange);
          exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/elsewhere");
          exchange.sendResponseHeaders(307, -1);
          exchange.close();
        });

    Outcome outcome = run();

    assertThat(outcome.reason()).isEqualTo(Reason.NOT_A_RESPONDER);
    assertThat(outcome.run().detail()).contains("307", "redirects are not followed");
    assertThat(asked).hasSize(1);
  }

  @Test
  void aRefusalIsToldInTheRespondersOwnWords() {
    answer(
        401,
        "application/problem+json",
        "{\"status\": 401, \"detail\": \"Authorization is not the token\\u0007 of"
            + " teardown.responder.token\"}");

    Outcome outcome = run();

    assertThat(outcome.reason()).isEqualTo(Reason.CONTROL_REFUSED);
    assertThat(outcome.run().detail())
        .contains("401", "Authorization is not the token  of teardown.responder.token");
  }

  @Test
  void aSessionOfAnotherProtocolIsNotPlayed() {
    answer(
        201,
        "application/json",
        """
        {"protocol": 2, "id": "019a9f7e-0000-7000-8000-000000000001",
         "instance": "019a9f7e-0000-7000-8000-000000000002", "vantage": "new", "version": "9",
         "ticket": "00112233445566778899aabbccddeeff", "dataPort": 1, "receivedMicros": 0,
         "answeredMicros": 0, "novelty": true}
        """);

    Outcome outcome = run();

    assertThat(outcome.reason()).isEqualTo(Reason.OTHER_PROTOCOL);
    assertThat(outcome.run().detail()).contains("protocol 2", "this instance 1");
  }

  @Test
  void nobodyAtTheControlAddressIsSaidSo() {
    int port = server.getAddress().getPort();
    server.stop(0);

    Outcome outcome = run("http://127.0.0.1:" + port);

    assertThat(outcome.reason()).isEqualTo(Reason.CONTROL_UNREACHABLE);
    assertThat(outcome.run().detail()).containsIgnoringCase("refused");
  }

  @Test
  void silenceEndsWithTheDeadline() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Outcome outcome = run("http://127.0.0.1:" + silent.getLocalPort());

      assertThat(outcome.reason()).isEqualTo(Reason.CONTROL_UNREACHABLE);
      assertThat(Duration.of(outcome.run().durationMicros(), ChronoUnit.MICROS).toMillis())
          .isBetween(TIMEOUT_MILLIS - 1L, 4L * TIMEOUT_MILLIS);
    }
  }

  @Test
  void aPageThatNeverEndsEndsWithTheDeadline() {
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(201, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            for (int i = 0; i < 20_000; i++) {
              body.write(" ".getBytes(UTF_8));
              body.flush();
              Thread.sleep(1);
            }
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });
    Outcome outcome = run();

    assertThat(outcome.reason()).isEqualTo(Reason.CONTROL_UNREACHABLE);
    assertThat(Duration.of(outcome.run().durationMicros(), ChronoUnit.MICROS).toMillis())
        .isLessThan(4L * TIMEOUT_MILLIS);
  }

  @Test
  void whatSpeaksNoHttpIsNoResponder() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try (Socket accepted = socket.accept()) {
              accepted
                  .getOutputStream()
                  .write("220 mail.example ESMTP\r\n".repeat(200).getBytes(UTF_8));
              accepted.shutdownOutput();
              accepted.getInputStream().readAllBytes();
            } catch (IOException _) {
              // The client went away.
            }
          });

      Outcome outcome = run("http://127.0.0.1:" + socket.getLocalPort());

      assertThat(outcome.reason()).as(outcome.run().detail()).isEqualTo(Reason.NOT_A_RESPONDER);
    }
  }

  @Test
  void itIsSentItsOwnTokenAndTheNameThatItWasCalledBy() {
    answer(200, "text/html", "");

    run("http://localhost:" + server.getAddress().getPort());

    assertThat(asked.getFirst().getRequestHeaders().getFirst("Authorization"))
        .isEqualTo("Bearer the-responders-token");
    assertThat(asked.getFirst().getRequestHeaders().getFirst("Host"))
        .isEqualTo("localhost:" + server.getAddress().getPort());
    assertThat(asked.getFirst().getRequestURI()).hasPath("/api/v1/sessions");
  }

  @Test
  void aNameThatStandsForNothingIsAnOutcome() {
    Spec spec = Drafts.spec("'bytesSent':5,'targetHost':'nowhere.invalid'");

    Outcome outcome =
        runner.run(
            policy.responder(spec.target().orElseThrow(), spec.timeout()),
            new Asked(spec, Origin.REQUEST));

    assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(outcome.reason()).isEqualTo(Reason.NAME_NOT_RESOLVED);
    assertThat(outcome.run().detail()).contains("nowhere.invalid");
  }

  private void answer(int status, String type, String body) {
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange);
          exchange.getResponseHeaders().set("Content-Type", type);
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private Outcome run() {
    return run("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private Outcome run(String responderUrl) {
    Spec spec =
        Drafts.spec(
            "'bytesSent':5,'bytesRead':1,'targetHost':'127.0.0.1','targetPort':9,"
                + "'responderUrl':'%s','timeoutMillis':%d".formatted(responderUrl, TIMEOUT_MILLIS));
    return runner.run(
        policy.responder(spec.target().orElseThrow(), spec.timeout()),
        new Asked(spec, Origin.REQUEST));
  }
}
