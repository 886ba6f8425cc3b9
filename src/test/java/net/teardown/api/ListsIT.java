package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists for people and for spreadsheets. */
class ListsIT extends ApiServer {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/experiments?size=3  | startedAt",
        "/api/v1/experiments/summary | verdict",
        "/api/v1/campaigns?size=3    | createdAt",
        "/api/v1/monitors            | monitor",
        "/api/v1/modules             | module",
        "/api/v1/probes              | number",
        "/api/v1/info                | what"
      })
  void everyListIsATableInATerminalAndInASpreadsheet(String path, String first) throws Exception {
    post("/api/v1/experiments", ECHO);
    get("/probe?module=loopback");
    String more = path.contains("?") ? "&format=" : "?format=";

    Answer text = get(path + more + "text");
    assertThat(text.status()).as(text.body()).isEqualTo(200);
    assertThat(text.contentType()).isEqualTo("text/plain;charset=UTF-8");
    assertThat(text.body()).startsWith(first + " ");
    Answer csv = get(path, "Accept", "text/csv");
    assertThat(csv.contentType()).isEqualTo("text/csv;charset=UTF-8");
    assertThat(csv.body()).startsWith(first + ",").endsWith("\r\n");
    assertThat(csv.body().lines().count()).isEqualTo(text.body().lines().count());
    assertThat(get(path).contentType()).startsWith("application/json");
  }

  @Test
  void scenariosStandInFourGroups() throws Exception {
    String text = get("/api/v1/scenarios?format=text").body();

    assertThat(text)
        .containsSubsequence(
            "The paper's own",
            "echo-one-byte",
            "Both ends here",
            "lingering-close",
            "Between two instances",
            "(needs targetHost)",
            "half-close-proxy",
            "Against a server",
            "(needs targetHost, targetPort)",
            "early-413",
            "can't be run here");
    assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    List<String> rows = get("/api/v1/scenarios?format=csv").body().lines().toList();
    assertThat(rows).hasSize(1 + get("/api/v1/scenarios").json().path("items").size());
    assertThat(rows.get(1)).startsWith("echo-one-byte,PAPER,");
  }

  @Test
  void theHistoryComesInLinesOfJsonWithTheWayToTheNextPage() throws Exception {
    for (int i = 0; i < 3; i++) {
      post("/api/v1/experiments", ECHO.replace("}", ", \"label\": \"lines\"}"));
    }

    Answer lines = get("/api/v1/experiments?label=lines&size=2&format=ndjson");

    assertThat(lines.contentType()).isEqualTo("application/x-ndjson");
    assertThat(lines.body().lines())
        .hasSize(2)
        .allSatisfy(line ->
            assertThat(mapper.readTree(line).path("verdict").asString()).isEqualTo("RESET"));
    String link = lines.header("Link");
    assertThat(link).startsWith("</api/v1/experiments?label=lines&size=2&format=ndjson&after=");
    Answer next = get(link.substring(1, link.indexOf('>')));
    assertThat(next.body().lines()).hasSize(1);
    assertThat(next.header("Link")).isEmpty();
  }

  @Test
  void timesMayBeToldByHowLongAgo() throws Exception {
    post("/api/v1/experiments", ECHO.replace("}", ", \"label\": \"ago\"}"));
    String ago = "/api/v1/experiments/summary?label=ago&";

    assertThat(get(ago + "from=-1h").json().path("total").asInt()).isPositive();
    assertThat(get(ago + "from=-90s&to=-0s").json().path("total").asInt()).isPositive();
    assertThat(get(ago + "from=-1h30m").json().path("total").asInt()).isPositive();
    assertThat(get(ago + "to=-1h30m5s").json().path("total").asInt()).isZero();
    assertThat(get(ago + "to=-1h").json().path("total").asInt()).isZero();
    assertThat(get(ago + "from=-PT1H30M").status()).isEqualTo(200);
    assertThat(get(ago + "from=2026-01-01T00:00:00Z").json().path("total").asInt()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "1h",
        "-1y",
        "-1h30",
        "-1h+30m",
        "-",
        "--1h",
        "-999999999999d",
        "-P",
        "yesterday"
      })
  void whatIsNoTimeIsToldHowToWriteOne(String time) throws Exception {
    Answer answer = get("/api/v1/experiments?from=" + time);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.detail())
        .contains("'from' must be a point in time such as", "how long ago: -90s, -1h30m");
  }

  @Test
  void campaignsAreFoundByTheirLabel() throws Exception {
    String label = "größer \\\"als\\\" 𝄞";
    for (String each : List.of(label, "other", label)) {
      post(
          "/api/v1/campaigns?wait=30",
          "{\"label\": \"%s\", \"base\": {\"bytesSent\": 1}, \"repetitions\": 1}".formatted(each));
    }
    String encoded =
        java.net.URLEncoder.encode(
            label.replace("\\", ""), java.nio.charset.StandardCharsets.UTF_8);

    Answer first = get("/api/v1/campaigns?size=1&label=" + encoded);

    assertThat(first.json().path("items").size()).as(first.body()).isEqualTo(1);
    Answer second = get(first.json().path("next").asString());
    assertThat(second.json().at("/items/0/label").asString()).isEqualTo(label.replace("\\", ""));
    assertThat(second.json().path("next").isNull()).isTrue();
    assertThat(get("/api/v1/campaigns?label=größ").status()).isNotEqualTo(500);
    assertThat(get("/api/v1/campaigns?label=oth").json().path("items").size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/info?format=svg,               only as 'json, text, csv'",
    "/api/v1/experiments/summary?format=svg, only as 'json, text, csv'",
    "/api/v1/scenarios?format=html,          only as 'json, text, csv'"
  })
  void aFormatThatThereIsNotIsToldInItsOwnTerms(String path, String message) throws Exception {
    Answer answer = get(path);

    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.detail()).contains(message.replace("'", "")).doesNotContain("Accept");
    Answer accept = get(path.replaceFirst("\\?.*", ""), "Accept", "image/svg+xml");
    assertThat(accept.detail()).contains("leave 'Accept' out for JSON").doesNotContain("format");
  }

  @Test
  void whatMayBeAskedForByGetMayBeByHead() throws Exception {
    assertThat(call("PUT", "/api/v1/info").header("Allow")).isEqualTo("GET,HEAD");
    assertThat(call("POST", "/docs/start").header("Allow")).isEqualTo("GET,HEAD");
    assertThat(call("HEAD", "/docs/start").status()).isEqualTo(200);
  }
}
