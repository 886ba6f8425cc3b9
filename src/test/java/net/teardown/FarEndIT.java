package net.teardown;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.lab.Host;
import net.teardown.lab.Rule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Tests that the initiator reports in time what happened to the responder, and that nothing is left
 * behind.
 */
@ExtendWith(PathLab.Shared.class)
class FarEndIT {

  private static final int DATA = PathLab.DATA;
  private static final int CONTROL = PathLab.CONTROL;
  private static final int TIMEOUT_MILLIS = 1500;

  /** How much later than its deadline a run may end: the machine has other things to do. */
  private static final long GRACE_MILLIS = 2000;

  private static final String UNREAD =
      "'bytesSent':5,'bytesRead':1,'timeoutMillis':" + TIMEOUT_MILLIS;

  /**
   * An observer that reads late doesn't answer the half-close, so the drain lasts until its bound.
   */
  private static final String DRAINS =
      "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true,"
          + "'drainMillis':15000,'observerReads':'LATE','timeoutMillis':20000";

  private static final String INITIATOR_DRAINS =
      "'bytesSent':5,'replyBytes':5,'bytesRead':1,'closer':'INITIATOR','shutdownBeforeClose':true,"
          + "'drainBeforeClose':true,'drainMillis':15000,'observerReads':'LATE',"
          + "'timeoutMillis':20000";

  private final PathLab lab;
  private final Host b;
  private int descriptors;

  FarEndIT(PathLab lab) {
    this.lab = lab;
    this.b = lab.host("b");
  }

  @BeforeEach
  void aGoodRunIsMade() throws Exception {
    assertGood();
    descriptors = descriptors();
  }

  @AfterEach
  void theNextRunIsGoodAndNothingStayedBehind() throws Exception {
    assertGood();
    await().until(() -> metric("b", "teardown_responder_open_sessions") == 0);
    await().until(() -> connections().isEmpty());
    // Control connections are kept for a while, one for each host that answered.
    assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 8);
  }

  private void assertGood() {
    PathRun good = lab.run("a", lab.straightTo("b") + "'bytesSent':5,'bytesRead':1");
    assertThat(good.verdict()).as("%s", good).isEqualTo(Verdict.RESET);
  }

  private int descriptors() throws Exception {
    long pid = lab.on("a").process().pid();
    try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return (int) open.count();
    }
  }

  /** The test connections that a process on host a still has. */
  private List<String> connections() {
    return lab.host("a")
        .run("sh", "-c", "cat /proc/net/tcp /proc/net/tcp6")
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words[2].endsWith(":%04X".formatted(DATA)) && !words[9].equals("0"))
        .map(words -> String.join(" ", words))
        .toList();
  }

  private double metric(String host, String name) throws Exception {
    return lab.on(host)
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static void assertInTime(PathRun run, int timeoutMillis) {
    assertThat(run.tookMillis()).as("%s", run).isLessThanOrEqualTo(timeoutMillis + GRACE_MILLIS);
  }

  private static void assertInconclusive(PathRun run, Reason reason, int timeoutMillis) {
    assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(run.reason()).as("%s", run).isEqualTo(reason);
    assertInTime(run, timeoutMillis);
  }

  private PathRun run(String targetHost, int targetPort, String url) {
    return lab.run(
        "a",
        UNREAD
            + ",'targetHost':'%s','targetPort':%d,'responderUrl':'%s'"
                .formatted(targetHost, targetPort, url));
  }

  private String b() {
    return b.v4().getHostAddress();
  }

  private String controlOfB() {
    return "http://%s:%d".formatted(b(), CONTROL);
  }

  @Test
  void anotherTokenThanTheRespondersIsRefusedByItsName() {
    PathRun run = lab.run("a", lab.straightTo("c") + UNREAD);

    assertInconclusive(run, Reason.CONTROL_REFUSED, TIMEOUT_MILLIS);
    assertThat(run.detail()).contains("401", "teardown.responder.token");
    assertThat(run.tookMillis()).isLessThan(1000);
  }

  @Test
  void anInstanceThatIsNoResponderSaysWhy() {
    PathRun run = lab.run("a", lab.straightTo("a") + UNREAD);

    assertInconclusive(run, Reason.CONTROL_REFUSED, TIMEOUT_MILLIS);
    assertThat(run.detail()).contains("teardown.responder.enabled=false");
  }

  @Test
  void theTokenOfTheApiStaysAtHome() throws Exception {
    Host d = lab.host("d");
    List<String> headers = new CopyOnWriteArrayList<>();
    HttpServer server = d.call(() -> HttpServer.create(new InetSocketAddress(d.v4(), CONTROL), 8));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestHeaders().forEach((name, values) -> headers.add(name + ": " + values));
          headers.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    try {
      PathRun run = lab.run("a", lab.straightTo("d") + UNREAD);

      assertInconclusive(run, Reason.NOT_A_RESPONDER, TIMEOUT_MILLIS);
      assertThat(headers)
          .contains("Authorization: [Bearer %s]".formatted(PathLab.CONTROL_TOKEN))
          .noneMatch(line -> line.contains(PathLab.API_TOKEN));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aControlPortWhereNobodyListensIsUnreachable() {
    PathRun run = run(b(), DATA, "http://%s:8099".formatted(b()));

    assertInconclusive(run, Reason.CONTROL_UNREACHABLE, TIMEOUT_MILLIS);
    assertThat(run.detail()).containsIgnoringCase("refused");
  }

  @Test
  void aControlPortThatAnswersNothingIsUnreachable() {
    try (Rule _ = lab.router().drop("tcp dport " + CONTROL)) {
      PathRun run =
          run(b(), DATA, "http://%s:%d".formatted(lab.host("d").v4().getHostAddress(), CONTROL));

      assertInconclusive(run, Reason.CONTROL_UNREACHABLE, TIMEOUT_MILLIS);
      assertThat(run.detail()).contains("by the deadline");
    }
  }

  @Test
  void theDataPortIsNoControl() {
    PathRun run = run(b(), DATA, "http://%s:%d".formatted(b(), DATA));

    assertInconclusive(run, Reason.NOT_A_RESPONDER, TIMEOUT_MILLIS);
  }

  @Test
  void theControlPortTakesNoTestConnection() {
    PathRun run = run(b(), CONTROL, controlOfB());

    assertInconclusive(run, Reason.TICKET_NOT_CLAIMED, TIMEOUT_MILLIS);
    assertThat(run.detail()).contains("HTTP/1.1 400");
    assertThat(run.tookMillis()).as("it has been answered").isLessThan(1000);
  }

  @Test
  void aDataPortWhereNobodyListensRefuses() {
    PathRun run = run(b(), 8099, controlOfB());

    assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.REFUSED);
    assertThat(run.tookMillis()).isLessThan(1000);
  }

  @Test
  void aDataPortBehindAFilterAnswersNothing() {
    try (Rule dropped = lab.router().drop("tcp dport " + DATA)) {
      PathRun run = run(b(), DATA, controlOfB());

      assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.CONNECT_TIMED_OUT);
      assertInTime(run, TIMEOUT_MILLIS);
      assertThat(dropped.packets()).isPositive();
    }
  }

  @Test
  void aHostThatIsNotThereCantBeReached() {
    PathRun run = run("198.18.77.1", DATA, controlOfB());

    assertThat(run.verdict()).as("%s", run).isIn(Verdict.UNREACHABLE, Verdict.CONNECT_TIMED_OUT);
    assertInTime(run, TIMEOUT_MILLIS);
  }

  @Test
  void aResponderThatIsKilledOrReplacedIsLost() throws Exception {
    ServiceProcess victim = lab.start("d");
    Host d = lab.host("d");
    // Control goes through the router, so that another instance can take over its address.
    String target =
        "'targetHost':'%s','responderUrl':'http://%s:%d',"
            .formatted(d.v4().getHostAddress(), lab.router().v4().getHostAddress(), CONTROL);
    Rule ofVictim = lab.router().translate(CONTROL, new InetSocketAddress(d.v4(), CONTROL));
    CompletableFuture<PathRun> waiting =
        CompletableFuture.supplyAsync(() -> lab.run("a", lab.straightTo("d") + DRAINS));
    CompletableFuture<PathRun> draining =
        CompletableFuture.supplyAsync(() -> lab.run("a", target + INITIATOR_DRAINS));
    await().until(() -> connections().size() == 2);
    long idleSince = System.nanoTime();
    ofVictim.close();
    try (Rule _ = lab.router().translate(CONTROL, new InetSocketAddress(b.v4(), CONTROL))) {
      // The client checks a kept connection before use if it was idle for longer than this.
      await().until(() -> System.nanoTime() - idleSince > 300_000_000);
      victim.kill();

      PathRun killed = waiting.join();
      assertInconclusive(killed, Reason.RESPONDER_LOST, 10_000);
      PathRun replaced = draining.join();
      assertInconclusive(replaced, Reason.RESPONDER_LOST, 10_000);
      assertThat(replaced.detail()).contains("doesn't know the session", "probe-b");
    }
  }

  @Test
  void aResponderThatShutsDownSaysSo() throws Exception {
    ServiceProcess victim = lab.start("d");
    CompletableFuture<PathRun> run =
        CompletableFuture.supplyAsync(() -> lab.run("a", lab.straightTo("d") + DRAINS));
    await().until(() -> connections().size() == 1);
    victim.stop();

    assertInconclusive(run.join(), Reason.RESPONDER_LOST, 10_000);
    assertThat(run.join().detail()).contains("shutting down");
    assertThat(victim.exitCode()).isEqualTo(143);
  }

  /** The policy's own tests try every notation; this test shows that the policy is applied. */
  @ParameterizedTest
  @CsvSource({
    "targetHost, 192.0.2.1, 192.0.2.1 on port 8007 is not",
    "responderUrl, http://192.0.2.1:8080, 192.0.2.1 on port 8080 is not",
    "targetHost, 2852039166, 169.254.169.254",
    "targetHost, ::ffff:169.254.169.254, 169.254.169.254",
    "responderUrl, http://169.254.169.254/latest, 169.254.169.254",
    "targetHost, 224.0.0.1, 224.0.0.1",
    "targetHost, fe80::1, fe80",
    "targetHost, 0.0.0.0, 0.0.0.0",
  })
  void whatThePolicyDoesNotAllowIsNotConnectedTo(String field, String value, String said) {
    String other =
        field.equals("targetHost")
            ? "'responderUrl':'%s'".formatted(controlOfB())
            : "'targetHost':'%s'".formatted(b());
    JsonNode problem =
        lab.ask("a", "'bytesSent':5,'%s':'%s',%s".formatted(field, value, other), 403);

    assertThat(problem.get("detail").asString()).contains(said, "teardown.policy.allow");
  }
}
