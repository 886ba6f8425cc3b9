package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.teardown.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands at the root, and that the API itself never answers a page. */
class FrontPageIT extends ApiServer {

  @Test
  void curlGetsTwentyLinesOfText() throws Exception {
    Answer page = get("/", "Accept", "*/*");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.contentType()).isEqualTo("text/plain;charset=UTF-8");
    assertThat(page.body().lines().count()).isLessThanOrEqualTo(20);
    assertThat(page.body()).contains("http://localhost:%d/docs/symptoms.md".formatted(port));
    assertThat(page.header("Vary")).contains("Accept");
    assertThat(call("HEAD", "/").status()).isEqualTo(200);
  }

  @Test
  void everyLineToCopyWorks() throws Exception {
    Needs.command("curl");
    List<String> lines =
        get("/")
            .body()
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith("curl "))
            .toList();

    assertThat(lines).hasSize(5);
    for (String line : lines) {
      Process curl =
          new ProcessBuilder("sh", "-c", line + " -s -S -f -o /dev/null -w '%{http_code}'")
              .redirectErrorStream(true)
              .start();
      assertThat(curl.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .as(line)
          .matches("20[01]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v1/experiments",
        "/api/v1/experiments/nothing",
        "/api/v1/experiments?from=nothing",
        "/api/v1/scenarios/nothing",
        "/api/v1/campaigns",
        "/api/v1/info",
        "/api/v1/info?format=html",
        "/api/v1/%zz"
      })
  void theApiNeverAnswersHtml(String path) throws Exception {
    for (String accept : List.of("text/html", "text/html,*/*;q=0.8")) {
      String answer =
          raw(
              "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: %s\r\nConnection: close\r\n\r\n"
                  .formatted(path, accept));
      String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
      assertThat(head).contains("Content-Type: application/").doesNotContain("html");
    }
  }

  @Test
  void aDocumentThatIsKnownIsNotSentAgain() throws Exception {
    for (String path :
        List.of("/docs/", "/docs/start", "/docs/start.md", "/docs/images/reset.svg")) {
      String tag = get(path).header("ETag");
      assertThat(tag).as(path).isNotEmpty();
      Answer again = get(path, "If-None-Match", tag);
      assertThat(again.status()).as(path).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(get(path, "If-None-Match", "\"other\"").status()).isEqualTo(200);
    }
    assertThat(get("/docs/start").header("ETag"))
        .isNotEqualTo(get("/docs/start.md").header("ETag"));
  }

  @Test
  void whoeverWantsADocumentAsSomethingElseIsNotToldOfJson() throws Exception {
    Answer answer = get("/docs/start", "Accept", "application/json");

    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.detail()).contains("text/html", "text/markdown").doesNotContain("JSON");
  }
}
