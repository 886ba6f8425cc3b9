package net.teardown;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tests experiments between an instance of 0.1.0 and one of this version, because hosts are updated
 * one after the other.
 */
@Tag("lab")
class EarlierReleaseIT {

  /** The last commit of 0.1.0. */
  private static final String COMMIT = "11f3300a6199acab902d249bc6c65d7b5ff1db24";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private static Path directory;

  private static EarlierRelease release;
  private static ServiceProcess then;
  private static ServiceProcess now;

  @BeforeAll
  static void start() throws Exception {
    Needs.posixStack();
    release = EarlierRelease.at(COMMIT);
    then = release.start(Files.createDirectory(directory.resolve("then")), arguments("then"));
    now =
        ServiceProcess.start(
            List.of(), Files.createDirectory(directory.resolve("now")), arguments("now"));
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable each : new AutoCloseable[] {now, then, release}) {
      if (each != null) {
        each.close();
      }
    }
  }

  private static String[] arguments(String vantage) {
    return new String[] {
      "--teardown.vantage=" + vantage,
      "--teardown.responder.port=0",
      "--teardown.policy.allow=loopback",
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'bytesSent':5                                                         | CLEAN_EOF
          'bytesSent':5,'bytesRead':1                                           | RESET
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true                | EOF_THEN_RESET
          'bytesSent':20,'bytesRead':8,'replyBytes':5,'observerReads':'LATE'    | RESET
          'bytesSent':5,'bytesSentAfterClose':7                                 | EOF_THEN_RESET
          'bytesSent':5,'lingerSeconds':0                                       | RESET
          'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true | CLEAN_EOF
          'closer':'INITIATOR','bytesSent':5,'replyBytes':9                     | CLEAN_EOF
          'closer':'INITIATOR','bytesSent':5,'replyBytes':9,'bytesRead':4       | RESET
          'bytesSent':5,'bytesRead':1,'diagnose':true                           | RESET
          """)
  void bothWaysRoundItEndsAsPredicted(String fields, String verdict) throws Exception {
    JsonNode toThen = run(now, then, fields, address(then).toString());
    JsonNode toNow = run(then, now, fields, address(now).toString());

    for (JsonNode outcome : new JsonNode[] {toThen, toNow}) {
      assertThat(outcome.path("verdict").asString()).as("%s", outcome).isEqualTo(verdict);
      assertThat(outcome.path("asPredicted").asBoolean()).as("%s", outcome).isTrue();
    }
    assertThat(toThen.toString()).contains(release.version());
  }

  /** A proxy adds a field that a later version may send and this one doesn't yet. */
  @Test
  void aFieldThatItDoesNotKnowIsNamedWithItsVersion() throws Exception {
    JsonNode outcome = throughAddingAField(then, now);

    assertThat(outcome.path("verdict").asString()).isEqualTo("INCONCLUSIVE");
    assertThat(outcome.path("reason").asString()).as("%s", outcome).isEqualTo("RESPONDER_TOO_OLD");
    assertThat(outcome.path("detail").asString())
        .contains("Teardown " + release.version() + " ", "'fromTheFuture' (is unknown)");
  }

  /** The same for this version, which will once be the older one. */
  @Test
  void aFieldThatThisVersionDoesNotKnowIsRefusedByIt() throws Exception {
    assertThat(throughAddingAField(now, then).path("detail").asString()).contains("fromTheFuture");
    assertThat(throughAddingAField(now, now).path("reason").asString())
        .isEqualTo("RESPONDER_TOO_OLD");
  }

  private static JsonNode throughAddingAField(ServiceProcess responder, ServiceProcess initiator)
      throws Exception {
    HttpServer relay =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    try (HttpClient client = HttpClient.newHttpClient()) {
      relay.createContext("/", exchange -> relay(exchange, client, address(responder)));
      relay.start();
      return run(
          initiator,
          responder,
          "'bytesSent':5",
          "http://127.0.0.1:" + relay.getAddress().getPort());
    } finally {
      relay.stop(0);
    }
  }

  private static void relay(HttpExchange exchange, HttpClient client, URI to) throws IOException {
    ObjectNode arming = (ObjectNode) JSON.readTree(exchange.getRequestBody().readAllBytes());
    if (arming.path("spec") instanceof ObjectNode spec && !spec.isEmpty()) {
      spec.put("fromTheFuture", 1);
    }
    try {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(to.resolve(exchange.getRequestURI().getPath()))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(arming.toString(), UTF_8))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      exchange.close();
    }
  }

  private static JsonNode run(
      ServiceProcess initiator, ServiceProcess responder, String fields, String responderUrl)
      throws Exception {
    int dataPort = JSON.readTree(responder.get("/api/v1/info").body()).path("dataPort").asInt();
    HttpResponse<String> answer =
        initiator.post(
            "/api/v1/experiments?store=false",
            """
            {%s, "targetHost": "127.0.0.1", "targetPort": %d, "responderUrl": "%s",
             "timeoutMillis": 20000}
            """
                .formatted(fields.replace('\'', '"'), dataPort, responderUrl));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static URI address(ServiceProcess service) {
    return URI.create("http://127.0.0.1:" + service.firstCall().getPort());
  }
}
