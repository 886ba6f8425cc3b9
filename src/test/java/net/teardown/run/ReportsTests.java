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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Policy;
import net.teardown.script.RunHandle;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests runs whose responder was armed but has no full report. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ReportsTests {

  /** A deadline that nothing here comes near to, however busy the machine. */
  private static final int FAR_OFF_MILLIS = 60_000;

  /** A question for the state waits no longer than this; a wait for the report lasts longer. */
  private static final long QUESTION_MILLIS = 1000;

  private static final String ID = "019a9f7e-0000-7000-8000-000000000001";
  private static final String INSTANCE = "019a9f7e-0000-7000-8000-000000000002";

  private final Policy policy = Policy.allowing("loopback");
  private final CountDownLatch disarmed = new CountDownLatch(1);
  private final CountDownLatch questioned = new CountDownLatch(1);

  /** Whether the run was told of its report before it gave it up. */
  private volatile boolean waitedFor;

  private HttpServer control;
  private ServerSocket data;
  private Runner runner;
  private volatile String state = "ARMED";
  private volatile String afterAWhile = "";
  private volatile boolean overAtOnce;
  private volatile String steps = "";

  /** How many reports are lost on their way, one after the other. */
  private final AtomicInteger lost = new AtomicInteger();

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
            if (lost.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
              exchange.close();
              yield "";
            }
            if (!overAtOnce) {
              hold(Long.parseLong(query.substring(query.lastIndexOf('=') + 1)));
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
    if (json.isEmpty() && exchange.getRequestMethod().equals("GET")) {
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(body.length == 0 ? 204 : 200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /**
   * Holds a call as long as it may last, or until the run is over. One that waits for the report is
   * held no longer than until the ticket has been read, if it ever is: that time passes sooner here
   * than by the clock.
   */
  private void hold(long millis) throws IOException {
    try {
      if (millis <= 0) {
        return;
      }
      if (millis <= QUESTION_MILLIS) {
        disarmed.await(millis, TimeUnit.MILLISECONDS);
        state = afterAWhile.isEmpty() ? state : afterAWhile;
        questioned.countDown();
      } else if (afterAWhile.isEmpty()) {
        waitedFor = !disarmed.await(millis, TimeUnit.MILLISECONDS);
      } else {
        questioned.await(millis, TimeUnit.MILLISECONDS);
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

    Outcome outcome = run("'bytesSent':5,'bytesRead':1");

    assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(outcome.reason()).isEqualTo(Reason.TICKET_NOT_CLAIMED);
    assertThat(outcome.run().detail()).contains("HTTP/1.1 400");
    assertThat(disarmed.await(1, TimeUnit.MINUTES))
        .as("a ticket that comes later is void")
        .isTrue();
    assertThat(waitedFor).isFalse();
  }

  @Test
  void aTicketThatABusyResponderReadsLateHasReachedIt() {
    afterAWhile = "RUNNING";
    endTheNextConnection();

    assertThat(run("'bytesSent':5,'bytesRead':1").reason()).isEqualTo(Reason.REPORT_UNAVAILABLE);
  }

  @Test
  void aSilentConnectionIsWaitedFor() {
    Outcome outcome = run("'bytesSent':5,'bytesRead':1", 700);

    assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(outcome.run().durationMicros()).isGreaterThan(600_000);
  }

  @Test
  void anInitiatorThatNeverClosedAsksWhatBecameOfItsBytes() {
    String spec = "'bytesSent':5,'replyBytes':5,'closer':'INITIATOR'";

    assertThat(armedInTime(spec).reason()).isEqualTo(Reason.TICKET_NOT_CLAIMED);

    state = "RUNNING";
    assertThat(armedInTime(spec).reason()).isEqualTo(Reason.BYTES_NEVER_ARRIVED);
  }

  @Test
  void aResponderThatEndsTheSessionIsLost() {
    state = "DISARMED";
    overAtOnce = true;

    Outcome outcome = run("'bytesSent':5,'bytesRead':1");

    assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(outcome.reason()).isEqualTo(Reason.RESPONDER_LOST);
    assertThat(outcome.run().detail()).contains("shutting down");
    assertThat(outcome.run().durationMicros()).isLessThan(FAR_OFF_MILLIS * 1000L / 2);
  }

  @ParameterizedTest
  @CsvSource({"1, shutting down", "2, shutting down", "1000, ''"})
  void aLongRunAsksAgainForAReportThatIsLostOnItsWay(int times, String detail) throws Exception {
    state = "DISARMED";
    overAtOnce = true;
    lost.set(times);

    Spec spec = spec("'bytesSent':5,'bytesRead':1", FAR_OFF_MILLIS);
    Outcome outcome;
    try (ExecutorService apart = Executors.newVirtualThreadPerTaskExecutor()) {
      outcome =
          apart
              .submit(() ->
                  runner
                      .apart()
                      .run(allowed(spec), new Asked(spec, Origin.REQUEST), new RunHandle()))
              .get();
    }

    assertThat(outcome.reason()).isEqualTo(Reason.RESPONDER_LOST);
    assertThat(outcome.run().detail()).contains(detail);
    assertThat(outcome.run().durationMicros()).isLessThan(FAR_OFF_MILLIS * 1000L / 2);
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

  /** The outcome of a run that takes all its time, of as much time as its control calls need. */
  private Outcome armedInTime(String fields) {
    for (int millis = 1500; true; millis *= 2) {
      Outcome outcome = run(fields, millis);
      if (2 * millis > FAR_OFF_MILLIS
          || (outcome.reason() != Reason.CONTROL_UNREACHABLE
              && outcome.reason() != Reason.REPORT_UNAVAILABLE)) {
        return outcome;
      }
    }
  }

  private Outcome run(String fields) {
    return run(fields, FAR_OFF_MILLIS);
  }

  private Outcome run(String fields, int timeoutMillis) {
    Spec spec = spec(fields, timeoutMillis);
    return runner.run(allowed(spec), new Asked(spec, Origin.REQUEST));
  }

  private Spec spec(String fields, int timeoutMillis) {
    return Drafts.spec(
        fields
            + ",'targetHost':'127.0.0.1','targetPort':%d,'responderUrl':'http://127.0.0.1:%d','timeoutMillis':%d"
                .formatted(data.getLocalPort(), control.getAddress().getPort(), timeoutMillis));
  }

  private AllowedTarget allowed(Spec spec) {
    return policy.responder(spec.target().orElseThrow(), spec.timeout());
  }
}
