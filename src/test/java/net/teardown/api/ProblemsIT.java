package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsIT extends ApiServer {

  private static final String NOBODY = "019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55";

  @AfterEach
  void theHistoryIsBack() {
    outage.when = TestingStoreOutage.When.NEVER;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/api/v1/nothing", "/api/v1/experiments/", "/error"})
  void anUnknownPathIsAProblem(String path) throws Exception {
    assertProblem(get(path), 404);
  }

  @Test
  void anUnknownExperimentNamesTheVantageThatWasAsked() throws Exception {
    assertThat(assertProblem(get("/api/v1/experiments/" + NOBODY), 404).detail())
        .contains("'probe-a'")
        .contains(NOBODY);
    assertThat(assertProblem(call("DELETE", "/api/v1/experiments/" + NOBODY), 404).detail())
        .contains("'probe-a'");
  }

  @Test
  void anUnknownScenarioListsTheKnownOnes() throws Exception {
    assertThat(assertProblem(get("/api/v1/scenarios/echo-many-byte"), 404).detail())
        .contains("did you mean 'echo-many-bytes'?")
        .contains("Known scenarios: echo-one-byte, echo-many-bytes");
    assertProblem(call("POST", "/api/v1/scenarios/nobody/runs"), 404);
  }

  @Test
  void aWrongMethodNamesTheRightOnes() throws Exception {
    Answer answer = assertProblem(call("PUT", "/api/v1/experiments"), 405);

    assertThat(answer.header("Allow")).contains("GET").contains("POST");
    assertThat(answer.detail()).contains("PUT is not allowed here");
    assertProblem(call("FOO", "/api/v1/info"), 405);
    assertThat(raw("TRACE /api/v1/info HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405")
        .contains("application/problem+json")
        .contains("\"instance\" : \"/api/v1/info\"")
        .contains("This method is not allowed here");
  }

  @Test
  void anAcceptThatCannotBeMetListsWhatCan() throws Exception {
    assertThat(
            assertProblem(get("/api/v1/experiments", "Accept", "application/yaml"), 406).detail())
        .contains("application/json");
    assertThat(assertProblem(post("/api/v1/experiments", ECHO, "Accept", "text/csv"), 406).detail())
        .contains("application/json, text/plain, image/svg+xml");
    assertProblem(get("/api/v1/experiments?format=svg"), 406);
    assertProblem(get("/api/v1/info", "Accept", "garbage"), 406);
  }

  @Test
  void aBodyThatIsNoJsonIsAnsweredWithTheLineToSend() throws Exception {
    for (String type :
        new String[] {
          "application/x-www-form-urlencoded", "text/plain", "application/yaml", "nonsense"
        }) {
      Answer answer =
          send(
              request("/api/v1/experiments", "Content-Type", type)
                  .POST(java.net.http.HttpRequest.BodyPublishers.ofString(ECHO)));

      assertThat(assertProblem(answer, 415).detail())
          .contains("'" + type + "'")
          .contains("curl --json '")
          .contains(":%d/api/v1/experiments".formatted(port));
    }
  }

  @Test
  void problemsStayProblemsWhateverWasAskedFor() throws Exception {
    assertProblem(get("/api/v1/experiments/" + NOBODY, "Accept", "image/svg+xml"), 404);
    assertProblem(get("/api/v1/experiments/" + NOBODY + "?format=text"), 404);
    assertProblem(post("/api/v1/experiments?format=svg", "{}"), 400);
  }

  @Test
  void aBodyThatIsAnnouncedTooLongIsRefusedBeforeItIsSent() throws IOException {
    String answer =
        raw(
            "POST /api/v1/experiments HTTP/1.1\r\n"
                + "Host: localhost\r\n"
                + "Content-Type: application/json\r\n"
                + "Content-Length: 30000000\r\n"
                + "Expect: 100-continue\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 413")
        .contains("application/problem+json")
        .contains("65,536 bytes");
  }

  @Test
  void theRefusalOfAHugeBodyReachesACallerThatSendsItAll() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /api/v1/experiments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 30000000\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      byte[] chunk = new byte[100_000];
      for (int sent = 0; sent < 30_000_000; sent += chunk.length) {
        out.write(chunk);
      }
      assertThat(readAll(socket.getInputStream()))
          .startsWith("HTTP/1.1 413")
          .contains("65,536 bytes");
    }
  }

  @Test
  void aBodyInChunksIsRefusedWhereItPassesTheLimit() throws IOException {
    String chunk = "1000\r\n" + " ".repeat(4096) + "\r\n";
    String answer =
        raw(
            "POST /api/v1/experiments HTTP/1.1\r\n"
                + "Host: localhost\r\n"
                + "Content-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(40)
                + "0\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json");
  }

  @Test
  void aBodyWithBrokenChunksIsAProblem() throws IOException {
    String answer =
        raw(
            "POST /api/v1/experiments HTTP/1.1\r\n"
                + "Host: localhost\r\n"
                + "Content-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "zz\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
  }

  @Test
  void whatTomcatItselfRefusesIsAProblemToo() throws IOException {
    String longHeader = "X-Long: " + "a".repeat(20_000) + "\r\n";
    for (String request :
        new String[] {
          "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "GET /api/v1/scenarios/a%2Fb HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "GET /api/v1/info HTTP/1.1\r\nHost: localhost\r\n" + longHeader + "\r\n",
          "GET /api/v1/info HTTP/1.1\r\n\r\n",
          "nonsense\r\n\r\n"
        }) {
      assertThat(raw(request))
          .as(request.lines().findFirst().orElseThrow())
          .startsWith("HTTP/1.1 400")
          .contains("Content-Type: application/problem+json")
          .doesNotContain("<html")
          .doesNotContain("Exception");
    }
  }

  @Test
  void whatTheContainerCannotDoIsNotCalledADefectOfTheService() throws IOException {
    assertThat(raw("GET /api/v1/info HTTP/9.9\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 505")
        .contains("This service speaks HTTP/1.1");
    assertThat(
            raw(
                "POST /api/v1/experiments HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nTransfer-Encoding: gzip\r\n\r\n"))
        .startsWith("HTTP/1.1 501")
        .contains("send a plain or a chunked body");
  }

  @Test
  void aRunThatIsToBeKeptIsNotMadeWhileTheHistoryIsDown() throws Exception {
    outage.when = TestingStoreOutage.When.BEFORE_THE_RUN;

    Answer answer = assertProblem(post("/api/v1/experiments", ECHO), 503);
    assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
    assertThat(answer.detail()).contains("nothing was run").contains("store=false");
    assertThat(answer.json().has("outcome")).isFalse();
    assertThat(post("/api/v1/experiments?store=false", ECHO).status()).isEqualTo(200);
  }

  @Test
  void anOutcomeThatCannotBeKeptIsHandedOver() throws Exception {
    outage.when = TestingStoreOutage.When.AFTER_THE_RUN;

    Answer answer = assertProblem(post("/api/v1/experiments?format=text", ECHO), 503);
    assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
    assertThat(answer.json().at("/outcome/verdict").asString()).isEqualTo("RESET");
    assertThat(answer.json().path("outcome").has("id")).isFalse();
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void theHistoryOutOfReachIsAProblemWithATimeToRetry() throws Exception {
    outage.when = TestingStoreOutage.When.AFTER_THE_RUN;

    for (String path : new String[] {"", "/summary", "/" + NOBODY}) {
      Answer answer = assertProblem(get("/api/v1/experiments" + path), 503);
      assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
      assertThat(answer.body()).doesNotContain("secret");
    }
  }

  @Test
  void aDefectOfOurOwnTellsTheCallerNothingOfItsInside() throws Exception {
    outage.when = TestingStoreOutage.When.DEFECTIVE;

    Answer answer = assertProblem(get("/api/v1/experiments"), 500);
    assertThat(answer.body())
        .doesNotContain("secret")
        .doesNotContain("Exception")
        .doesNotContain("trace");
  }

  @Test
  void tooManyRunsAtOnceAreRefusedWithATimeToRetry() throws Exception {
    // Each occupies the one thread for runs that can block: close(2) lingers because nobody reads
    // what it sends.
    String slow =
        "{\"bytesSent\": 1, \"replyBytes\": 8388608, \"observerReads\": \"LATE\","
            + " \"lingerSeconds\": 1, \"timeoutMillis\": 3000}";
    List<CompletableFuture<Answer>> asked = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      asked.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return post("/api/v1/experiments?store=false", slow);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              },
              Thread::startVirtualThread));
    }
    List<Answer> answers = asked.stream().map(CompletableFuture::join).toList();

    assertThat(answers).extracting(Answer::status).containsOnly(200, 429).contains(200, 429);
    for (Answer refused : answers.stream().filter(answer -> answer.status() == 429).toList()) {
      assertProblem(refused, 429);
      assertThat(refused.header("Retry-After")).matches("[1-9][0-9]*");
    }
  }

  private static Answer assertProblem(Answer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.contentType()).isEqualTo("application/problem+json");
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.json().path("title").asString()).isNotBlank();
    return answer;
  }
}
