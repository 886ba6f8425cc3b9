package net.teardown.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.teardown.instance.ThisHost;
import net.teardown.servers.Listening;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Tests where a caller's own bytes are never sent, and which of them are never kept or shown. */
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:words;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
      "teardown.policy.allow=0.0.0.0/0,::/0",
      "management.server.port=0",
      "management.server.address=127.0.0.1"
    })
class OwnWordsIT extends ApiServer {

  private static final String RUN = "/api/v1/experiments";
  private static final String CAMPAIGNS = "/api/v1/campaigns";
  private static final String SECRET = "Qu1te-S3cret";
  private static final String SERVERS_SECRET = "S3cret-Of-The-Server";

  private static final List<String> SPELLINGS =
      List.of(
          "127.0.0.1",
          "127.1",
          "127.0.1",
          "127.9.8.7",
          "127.255.255.254",
          "2130706433",
          "0x7f000001",
          "0x7f.1",
          "0177.0.0.1",
          "017700000001",
          "localhost",
          "LOCALHOST.",
          "::1",
          "[::1]",
          "0:0:0:0:0:0:0:1",
          "0000:0000:0000:0000:0000:0000:0000:0001",
          "::ffff:127.0.0.1",
          "[::ffff:127.0.0.1]",
          "::ffff:127.9.8.7",
          "::ffff:7f00:1",
          "::127.0.0.1",
          "0.0.0.0",
          "0",
          "::",
          "[::]",
          "::ffff:0.0.0.0",
          "::ffff:0:0");

  @Autowired JdbcClient jdbc;
  @LocalManagementPort int managementPort;

  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private Listening server;

  @BeforeEach
  void listen() throws Exception {
    server =
        Listening.start(channel -> {
          ByteBuffer bytes = ByteBuffer.allocate(4096);
          channel.read(bytes);
          heard.add(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8));
          channel.write(
              StandardCharsets.UTF_8.encode(
                  "HTTP/1.1 200 OK\r\nSet-Cookie: id=%s\r\nContent-Length: %d\r\n\r\nyou said %s"
                      .formatted(SERVERS_SECRET, 9 + SECRET.length(), SECRET)));
          channel.shutdownOutput();
          while (channel.read(bytes.clear()) >= 0) {
            // Reads to the end of the stream.
          }
        });
  }

  @AfterEach
  void noSecretIsKeptOrLogged(CapturedOutput output) throws Exception {
    server.close();
    List<@Nullable String> stored = jdbc.sql("script").query(String.class).list();
    assertThat(stored).isNotEmpty().noneMatch(row -> row != null && tells(row));
    assertThat(output.getAll()).doesNotContain(SECRET, SERVERS_SECRET);
  }

  @Test
  void noSpellingOfThisInstanceGetsARequestThrough() throws Exception {
    List<String> hosts = new ArrayList<>(SPELLINGS);
    hosts.add(ThisHost.name());
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLinkLocalAddress())
        .forEach(address -> hosts.add(address.getHostAddress().replaceAll("%.*", "")));
    int dataPort = get("/api/v1/info").json().path("dataPort").asInt();
    long before = total();
    int refused = 0;
    for (String host : hosts) {
      for (int own : new int[] {port, dataPort, managementPort}) {
        for (String request :
            List.of(
                "{\"text\": \"DELETE /api/v1/campaigns HTTP/1.1\\r\\n\\r\\n\"}",
                "{\"base64\": \"eA==\"}",
                "{\"http\": {\"headers\": {\"X-Any\": \"y\"}}}",
                "{\"http\": {\"method\": \"POST\", \"path\":"
                    + " \"/api/v1/scenarios/echo-one-byte/runs\"}}")) {
          Answer answer = post(RUN + "?store=false", spec(host, own, 100, request));
          if (answer.status() == 403) {
            assertThat(answer.detail())
                .startsWith("'targetHost' can't be ")
                .containsAnyOf(
                    "port %d there is this instance's own ".formatted(own),
                    "which never may be a target");
            assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("#/targetHost");
            refused++;
          } else {
            // Text that no resolver here takes for an address.
            assertThat(answer.json().path("connected").asBoolean(true))
                .as(host + ": " + answer.body())
                .isFalse();
          }
        }
      }
    }
    assertThat(refused).isGreaterThan(12 * 15);
    assertThat(total()).isEqualTo(before);
  }

  @Test
  void fillerScenariosAndModulesReachThisInstanceAsTheyStand() throws Exception {
    assertThat(
            post(
                    RUN + "?store=false",
                    "{\"server\":{},\"targetHost\":\"127.0.0.1\",\"targetPort\":%d,\"bytesSent\":0}"
                        .formatted(port))
                .json()
                .path("connected")
                .asBoolean())
        .isTrue();
    String scenario = "/api/v1/scenarios/expect-continue/runs?store=false";
    String target = "\"targetHost\": \"127.0.0.1\", \"targetPort\": " + port;
    assertThat(post(scenario, "{%s}".formatted(target)).status()).isEqualTo(200);
    assertThat(get("/probe?module=http_early_reply&target=127.0.0.1:" + port).status())
        .isEqualTo(200);

    Answer override =
        post(scenario, "{%s, \"server\": {\"request\": {\"text\": \"x\"}}}".formatted(target));
    assertThat(override.status()).isEqualTo(403);
    assertThat(override.detail()).contains("this instance's own HTTP port");
  }

  @Test
  void aCampaignIsHeldToTheSameInBaseAndAxes() throws Exception {
    for (String order :
        new String[] {
          "{\"base\": %s, \"repetitions\": 1}".formatted(spec("::1", port, "{\"text\": \"x\"}")),
          "{\"base\": {\"targetHost\": \"127.0.0.1\"}, \"axes\": {\"/server/request\": [{\"text\": \"x\"}], \"targetPort\": [%d, %d]}, \"repetitions\": 1}"
              .formatted(server.port(), port)
        }) {
      Answer refused = post(CAMPAIGNS, order);
      assertThat(refused.status()).as(refused.body()).isEqualTo(403);
      assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("#/base/targetHost");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\": \"GET / HTTP/1.1\\r\\nHost: x\\r\\nAuthorization: Bearer SECRET\\r\\n\\r\\n\"}",
        "{\"base64\": \"BASE64\"}",
        "{\"http\": {\"headers\": {\"proxy-authorization\": \"Basic SECRET\", \"COOKIE\":"
            + " \"a=SECRET\"}}}"
      })
  void secretsGoOverTheWireAndNowhereElse(String request) throws Exception {
    String spec = spec("127.0.0.1", server.port(), withSecrets(request));
    Answer run = post(RUN, spec);

    assertThat(run.status()).as(run.body()).isEqualTo(201);
    assertThat(heard).hasSize(1).allMatch(bytes -> bytes.contains(SECRET));
    assertThat(run.json().at("/server/http/status").asInt()).isEqualTo(200);
    assertThat(run.json().at("/server/head").asString()).contains("Set-Cookie: ***", "you said");
    assertShowsNothing(run);
    String location = run.header("Location");
    for (String format : new String[] {"json", "text", "svg"}) {
      assertShowsNothing(get(location + "?format=" + format));
      assertShowsNothing(post(RUN + "?store=false&format=" + format, spec));
    }
    assertShowsNothing(get(RUN));
    assertThat(get(location).json().at("/spec/server/request").toString())
        .isEqualTo(run.json().at("/spec/server/request").toString());

    Answer unmet =
        post(
            RUN + "?failUnmet=true",
            spec.replaceFirst("\\{", "{\"expect\": {\"httpStatus\": [500]}, "));
    assertThat(unmet.status()).isEqualTo(422);
    assertShowsNothing(unmet);
  }

  @Test
  void aCampaignSendsSecretsAndShowsNone() throws Exception {
    String base = "{\"targetHost\": \"127.0.0.1\", \"targetPort\": %d}".formatted(server.port());
    String axis =
        withSecrets(
            "[{\"text\": \"Cookie: SECRET\"}, {\"base64\": \"BASE64\"}, {\"http\": {\"headers\":"
                + " {\"Cookie\": \"SECRET\"}}}]");
    Answer posted =
        post(
            CAMPAIGNS,
            "{\"base\": %s, \"axes\": {\"/server/request\": %s}, \"repetitions\": 2}"
                .formatted(base, axis));
    assertThat(posted.status()).as(posted.body()).isEqualTo(202);
    String location = posted.header("Location");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> get(location).json().path("status").asString().equals("COMPLETED"));

    assertThat(heard).hasSize(6).allMatch(bytes -> bytes.contains(SECRET));
    assertShowsNothing(posted);
    for (String format : new String[] {"json", "text", "svg", "csv"}) {
      assertShowsNothing(get(location + "?format=" + format));
    }
    for (String path :
        new String[] {
          location + "/results.csv",
          location + "/events",
          CAMPAIGNS,
          get(location).json().path("experiments").asString()
        }) {
      assertShowsNothing(get(path));
    }
    assertThat(get(location).json().at("/axes/~1server~1request/0/text").asString())
        .isEqualTo("Cookie: ***");
  }

  @Test
  void aCampaignWithASecretIsNotResumedAndSaysSo() throws Exception {
    Answer posted =
        post(
            CAMPAIGNS,
            "{\"base\": %s, \"repetitions\": 1000, \"ratePerSecond\": 1}"
                .formatted(
                    spec(
                        "127.0.0.1",
                        server.port(),
                        "{\"text\": \"Cookie: %s\"}".formatted(SECRET))));
    String location = posted.header("Location");
    JsonNode cancelled = post(location + "/cancellation", "").json();

    assertThat(cancelled.path("status").asString()).isEqualTo("CANCELLED");
    assertThat(cancelled.path("message").asString()).startsWith("It can't be resumed");
    assertThat(get(location).json().path("message").asString()).contains("Post it anew");
    Answer refused = post(location + "/resumption", "");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.detail())
        .isEqualTo(
            "It can't be resumed: values of Authorization, Proxy-Authorization, Cookie or"
                + " Set-Cookie are never kept. Post it anew");
  }

  @Test
  void cellsThatDifferInSecretsAloneAreRefused() throws Exception {
    Answer refused =
        post(
            CAMPAIGNS,
            "{\"base\": {\"targetHost\": \"127.0.0.1\", \"targetPort\": %d}, \"axes\": {\"/server/request\": [{\"text\": \"Cookie: %s\"}, {\"text\": \"Cookie: other\"}]}, \"repetitions\": 1}"
                .formatted(server.port(), SECRET));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/pointer").asString())
        .isEqualTo("#/axes/~1server~1request");
    assertShowsNothing(refused);
  }

  private static void assertShowsNothing(Answer answer) {
    assertThat(tells(answer.body())).as(answer.body()).isFalse();
  }

  private static boolean tells(String text) {
    return text.contains(SECRET) || text.contains(SERVERS_SECRET) || text.contains(base64());
  }

  private static String withSecrets(String request) {
    return request.replace("SECRET", SECRET).replace("BASE64", base64());
  }

  private static String base64() {
    return Base64.getEncoder()
        .encodeToString(
            "GET / HTTP/1.1\r\nCookie: %s\r\n\r\n"
                .formatted(SECRET)
                .getBytes(StandardCharsets.UTF_8));
  }

  private static String spec(String host, int port, String request) {
    return spec(host, port, 5000, request);
  }

  /**
   * @param timeoutMillis how long an address is waited for that drops what is sent to it, as an
   *     IPv4-compatible one does
   */
  private static String spec(String host, int port, int timeoutMillis, String request) {
    return "{\"targetHost\": \"%s\", \"targetPort\": %d, \"timeoutMillis\": %d, \"server\": {\"settleMillis\": 20, \"silenceMillis\": 20, \"request\": %s}}"
        .formatted(requireNonNull(host), port, timeoutMillis, request);
  }

  private long total() throws Exception {
    return get(RUN + "/summary").json().path("total").asLong();
  }
}
