package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The history as it is followed. */
class HistoryEventsIT extends ApiServer {

  private static final String EVENTS = "/api/v1/experiments/events";

  /** A caller who follows, over a socket of its own. */
  private final class Following implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader in;

    Following(String query, String... headers) throws IOException {
      socket = new Socket();
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(20_000);
      StringBuilder request =
          new StringBuilder("GET %s HTTP/1.1\r\nHost: localhost\r\n".formatted(EVENTS + query));
      for (String header : headers) {
        request.append(header).append("\r\n");
      }
      socket
          .getOutputStream()
          .write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(in.readLine()).startsWith("HTTP/1.1 200");
      // Whatever is kept after this line is told.
      assertThat(line("retry: ")).isEqualTo("retry: 2000");
    }

    /** The next line with this beginning. */
    String line(String beginning) throws IOException {
      String line = in.readLine();
      while (line != null && !line.startsWith(beginning)) {
        line = in.readLine();
      }
      return String.valueOf(line);
    }

    JsonNode next(String event) throws IOException {
      assertThat(line("event: ")).isEqualTo("event: " + event);
      return mapper.readTree(line("data: ").substring("data: ".length()));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static String spec(String label, int read) {
    return "{\"bytesSent\": 5, \"bytesRead\": %d, \"label\": \"%s\"}".formatted(read, label);
  }

  private static String label() {
    return "l" + UUID.randomUUID();
  }

  @Test
  void whatIsKeptIsToldAsTheListShowsIt() throws Exception {
    String label = label();
    try (Following following = new Following("?label=" + label)) {
      String id = post("/api/v1/experiments", spec(label, 1)).json().path("id").asString();

      assertThat(following.line("id: ")).isEqualTo("id: " + id);
      JsonNode told = following.next("kept");
      assertThat(told).isEqualTo(get("/api/v1/experiments?label=" + label).json().at("/items/0"));
      assertThat(told.at("/initiator").has("steps")).isFalse();
    }
  }

  @Test
  void itIsThereForWhoeverHasHeardOfIt() throws Exception {
    String label = label();
    try (Following following = new Following("?label=" + label)) {
      for (int i = 0; i < 20; i++) {
        post("/api/v1/experiments", spec(label, 1));
        String id = following.next("kept").path("id").asString();
        assertThat(get("/api/v1/experiments/" + id).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void eachHearsWhatFitsItsFilter() throws Exception {
    String label = label();
    try (Following resets = new Following("?verdict=RESET&label=" + label);
        Following ends = new Following("?verdict=CLEAN_EOF&from=-1h&label=" + label);
        Following hosts = new Following("?targetHost=127.0.0.1&label=" + label);
        Following unexpected = new Following("?asPredicted=false&label=" + label)) {
      post("/api/v1/experiments?store=false", spec(label, 1));
      post("/api/v1/experiments", spec(label, 5));
      post("/api/v1/experiments", spec(label, 1));
      Answer refused =
          post(
              "/api/v1/experiments",
              "{\"bytesSent\": 5, \"label\": \"%s\", \"targetHost\": \"127.0.0.1\","
                      .formatted(label)
                  + " \"targetPort\": 1, \"server\": {}}");
      assertThat(refused.status()).as(refused.body()).isEqualTo(201);

      assertThat(resets.next("kept").at("/spec/bytesRead").asInt()).isEqualTo(1);
      assertThat(ends.next("kept").at("/spec/bytesRead").asInt()).isEqualTo(5);
      assertThat(hosts.next("kept").path("verdict").asString()).isEqualTo("REFUSED");
      unexpected.socket.setSoTimeout(300);
      assertThatNothingComes(unexpected);
    }
  }

  private static void assertThatNothingComes(Following following) {
    List<String> heard = new ArrayList<>();
    try {
      heard.add(following.in.readLine());
      heard.add(following.in.readLine());
    } catch (IOException _) {
      // Nothing came in time.
    }
    assertThat(heard).allMatch(String::isEmpty);
  }

  @Test
  void whatACampaignKeepsIsToldToo() throws Exception {
    String label = label();
    try (Following following = new Following("?label=" + label)) {
      post(
          "/api/v1/campaigns?wait=60",
          "{\"label\": \"%s\", \"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesRead\": [1, 5]}, \"repetitions\": 50}"
              .formatted(label));

      List<String> verdicts = new ArrayList<>();
      verdicts.add(following.next("kept").path("verdict").asString());
      verdicts.add(following.next("kept").path("verdict").asString());
      assertThat(verdicts).containsExactlyInAnyOrder("RESET", "CLEAN_EOF");
    }
  }

  @Test
  void whatTheStoreCouldNotKeepIsNotTold() throws Exception {
    String label = label();
    try (Following following = new Following("?label=" + label)) {
      outage.when = TestingStoreOutage.When.AFTER_THE_RUN;
      try {
        assertThat(post("/api/v1/experiments", spec(label, 1)).status()).isEqualTo(503);
      } finally {
        outage.when = TestingStoreOutage.When.NEVER;
      }
      post("/api/v1/experiments", spec(label, 5));

      assertThat(following.next("kept").at("/spec/bytesRead").asInt()).isEqualTo(5);
    }
  }

  @Test
  void whoeverReconnectsIsToldToReadTheListAgain() throws Exception {
    try (Following following = new Following("", "Last-Event-ID: " + UUID.randomUUID())) {
      assertThat(following.next("missed").path("missed").asBoolean()).isTrue();
    }
  }

  /** More outcomes than are held and than the sockets of a caller with a small buffer take. */
  @Test
  void whoeverDoesNotReadDelaysNobodyAndMissesSome() throws Exception {
    String values =
        IntStream.range(0, 5000).mapToObj(String::valueOf).collect(Collectors.joining(","));
    try (Following sleeping = new Following("")) {
      JsonNode ended =
          post(
                  "/api/v1/campaigns?wait=120",
                  "{\"base\": {\"bytesSent\": 5000}, \"axes\": {\"bytesRead\": [%s]}, \"repetitions\": 1}"
                      .formatted(values))
              .json();
      assertThat(ended.path("status").asString()).isEqualTo("COMPLETED");
      Answer kept = post("/api/v1/experiments", ECHO);
      assertThat(kept.status()).isEqualTo(201);

      String last = "id: " + kept.json().path("id").asString();
      String line = "";
      while (line != null && !line.equals("event: missed") && !line.equals(last)) {
        line = sleeping.in.readLine();
      }
      // The stream has ended where the caller slept for longer than a write may take.
      assertThat(line).isIn("event: missed", null);
    }
  }

  @Test
  void thereIsRoomForABoundedNumberAndTheirPlacesAreFreeOnceTheyLeave() throws Exception {
    List<Following> all = new ArrayList<>();
    try {
      assertThat(follow(all, 121)).isFalse();
      Answer refused = get(EVENTS);
      assertThat(refused.status()).as(refused.body()).isEqualTo(429);
      assertThat(refused.detail()).contains("120 callers");
    } finally {
      for (Following each : all) {
        each.close();
      }
    }
    // A caller who has gone is noticed by the second write to it.
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          post("/api/v1/experiments", spec("none", 1));
          List<Following> again = new ArrayList<>();
          try {
            return follow(again, 50);
          } finally {
            for (Following each : again) {
              each.close();
            }
          }
        });
  }

  /** Whether there is room for as many. */
  private boolean follow(List<Following> all, int many) throws IOException {
    try {
      while (all.size() < many) {
        all.add(new Following("?label=none"));
      }
      return true;
    } catch (AssertionError _) {
      return false;
    }
  }

  @Test
  void otherFiltersAndFormatsAreRefused() throws Exception {
    assertThat(get(EVENTS + "?verdict=NONE").status()).isEqualTo(400);
    assertThat(get(EVENTS + "?size=3").status()).isEqualTo(400);
    assertThat(get(EVENTS, "Accept", "application/json").status()).isEqualTo(406);
  }
}
