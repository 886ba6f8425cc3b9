package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.teardown.formats.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tests the documents as the service serves them. */
class DocumentsIT extends ApiServer {

  static Stream<String> names() {
    return Page.all().stream().filter(page -> page.file().startsWith("src")).map(Page::name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyPageIsServedAsHtmlAndAsItsSource(String name) throws Exception {
    Answer page = get("/docs/" + name, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.contentType()).isEqualTo("text/html;charset=UTF-8");
    assertThat(page.body())
        .startsWith("<!DOCTYPE html>")
        .contains("\"light dark\"", "width=device-width", "<h1 id=")
        .doesNotContainPattern("(?i)javascript:|\\son[a-z]+=")
        .doesNotContain("{title}", "{body}", "{list}", "{source}", "{query}", "{page}", ".md)");
    assertThat(page.header("Content-Security-Policy"))
        .startsWith("default-src 'none';")
        .contains("img-src 'self'", "style-src 'self'")
        .doesNotContain("unsafe");

    String source = Page.named(name).text();
    for (Answer markdown :
        List.of(get("/docs/" + name + ".md"), get("/docs/" + name, "Accept", "text/markdown"))) {
      assertThat(markdown.status()).isEqualTo(200);
      assertThat(markdown.contentType()).isEqualTo("text/markdown;charset=UTF-8");
      assertThat(markdown.body()).isEqualTo(source);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyLinkOfAServedPageLeadsSomewhere(String name) throws Exception {
    String html = get("/docs/" + name).body();
    List<String> links =
        Pattern.compile("(?:href|src)=\"([^\"]*)\"")
            .matcher(html)
            .results()
            .map(found -> found.group(1))
            .distinct()
            .toList();
    assertThat(links).hasSizeGreaterThan(20);
    for (String link : links) {
      if (link.matches("https?://.*|/#.*")) {
        continue;
      }
      String path = request("/docs/" + name).build().uri().resolve(link).getPath();
      Answer target = get(path, "Accept", "text/html, */*;q=0.5");
      assertThat(target.status()).as("%s on %s", link, name).isIn(200, 302);
      if (link.contains("#")) {
        assertThat(target.body())
            .as("%s on %s", link, name)
            .contains("id=\"%s\"".formatted(link.replaceFirst(".*#", "")));
      }
    }
  }

  @Test
  void theContentsListEveryPage() throws Exception {
    assertThat(get("/docs").status()).isEqualTo(302);
    assertThat(get("/docs").header("Location")).isEqualTo("/docs/");
    Answer contents = get("/docs/");
    assertThat(contents.status()).isEqualTo(200);
    assertThat(names())
        .allSatisfy(name -> assertThat(contents.body()).contains("\"" + name + "\""));
    assertThat(get("/docs/", "Accept", "text/markdown").body()).startsWith("# Teardown");
  }

  @Test
  void whatIsWrittenInAPageIsSeenThere() throws Exception {
    String why = get("/docs/why").body();
    assertThat(why)
        .contains(
            "<div class=\"table\" tabindex=\"0\">",
            "<table",
            "id=\"the-hidden-reset\"",
            "<img src=\"images/reset.svg\"",
            "EOF_THEN_RESET");
    assertThat(get("/docs/images/reset.svg").contentType())
        .isEqualTo("image/svg+xml;charset=UTF-8");
    assertThat(get("/docs/images/reset.svg").body())
        .isEqualTo(Files.readString(Path.of("src/site/markdown/images/reset.svg")));
    assertThat(get("/docs/prometheus").body())
        .as("a file that isn't served is named")
        .contains("<code>k8s/monitoring/examples/probe.yml</code>")
        .doesNotContain("../../");
    assertThat(get("/docs/experiments", "Accept", "application/json").status()).isEqualTo(406);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docs/nothing",
        "/docs/nothing.md",
        "/docs/strat",
        "/docs/.md",
        "/docs/%20",
        "/docs/images/nothing.svg",
        "/docs/images/start.md",
        "/docs/images/",
        "/docs/start/",
        "/docs/start/more",
        "/docs/application.properties",
        "/docs/START",
        "/docs/%3Cscript%3E",
        "/docs/%C3%A4"
      })
  void aNameThatNoPageHasIsA404(String path) throws Exception {
    Answer answer = get(path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(404);
    assertThat(answer.contentType()).isEqualTo("application/problem+json");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void aNameThatIsNearlyRightIsToldTheRightOne() throws Exception {
    assertThat(get("/docs/strat").detail())
        .contains("did you mean 'start'?", "Known documents: start, page, symptoms");
  }

  /** A path that isn't in its normal form reaches no handler, here as everywhere. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docs/../application.properties",
        "/docs/%2e%2e/application.properties",
        "/docs/..%2fapplication.properties",
        "/docs/%2e%2e%2fapplication.properties",
        "/docs/..;/application.properties",
        "/docs/..%5capplication.properties",
        "/docs/images/..%2fstart.md",
        "/docs/start%00.md",
        "/docs//etc/passwd"
      })
  void noPathLeadsOutOfTheDocuments(String path) throws Exception {
    String answer =
        raw("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(path));
    assertThat(answer)
        .containsPattern("^HTTP/1.1 40[04] ")
        .contains("application/problem+json")
        .doesNotContain("spring:", "root:");
  }

  @Test
  void theApiSaysWhereTheDocumentsAre() throws Exception {
    assertThat(get("/v3/api-docs").json().at("/externalDocs/url").asString()).isEqualTo("/docs/");
    assertThat(get("/v3/api-docs").json().at("/info/description").asString()).contains("/docs/");
    assertThat(get("/v3/api-docs").json().path("paths").propertyNames())
        .noneMatch(path -> path.startsWith("/docs"));
  }

  @Test
  void aLadderInADocumentNamesItsScenarioAndStaysTextInTheSource() throws Exception {
    Set<String> shown = new TreeSet<>();
    for (String name : names().toList()) {
      Pattern.compile("<td-example scenario=\"([^\"]+)\">\\s*(?:<pre |<p><img )")
          .matcher(get("/docs/" + name).body())
          .results()
          .forEach(found -> shown.add(found.group(1)));
    }
    assertThat(shown)
        .containsExactly("echo-many-bytes", "echo-many-bytes-shutdown", "lingering-close");
    for (String scenario : shown) {
      JsonNode run = get("/docs/ladders/" + scenario).json();
      assertThat(run.path("verdict")).isEqualTo(scenario(scenario).at("/predicted/0"));
      assertThat(run.path("origin").asString()).isEqualTo("SELF_CHECK");
    }
    assertThat(get("/docs/start.md").body()).contains("\n```text echo-many-bytes\nRESET ");
  }

  private JsonNode scenario(String name) throws Exception {
    return get("/api/v1/scenarios/" + name).json();
  }

  @Test
  void anExampleRunsOnceHoweverOftenItIsLookedAtAndIsNotKept() throws Exception {
    String ladder = get("/docs/ladders/echo-many-bytes", "Accept", "text/plain").body();

    assertThat(ladder).startsWith("RESET").contains("close, 4 unread");
    assertThat(get("/docs/ladders/echo-many-bytes", "Accept", "text/plain").body())
        .isEqualTo(ladder);
    assertThat(get("/docs/ladders/echo-many-bytes", "Accept", "image/svg+xml").body())
        .startsWith("<svg ");
    assertThat(get("/docs/ladders/echo-many-bytes").json().has("id")).isFalse();
    for (String other : List.of("echo-one-byte", "early-413", "nothing", "%2e%2e", "start")) {
      assertThat(get("/docs/ladders/" + other).status()).as(other).isIn(400, 404);
    }
  }

  @Test
  void aSearchFindsTheBestPlaceFirstAndEveryPlaceIsThere() throws Exception {
    JsonNode found = get("/docs/search?q=Hidden%20%20reset", "Accept", "application/json").json();

    assertThat(found.at("/items/0/path").asString()).isEqualTo("/docs/why#the-hidden-reset");
    assertThat(found.at("/items/0/title").asString()).isEqualTo("Why a reset appears");
    assertThat(found.path("total").asInt()).isGreaterThan(3);
    for (String query : List.of("teardown.policy.allow", "so_linger", "curl", "e")) {
      JsonNode places =
          get("/docs/search?q=" + query, "Accept", "application/json").json().path("items");
      assertThat(places.size()).as(query).isBetween(1, 20);
      for (JsonNode place : places) {
        String path = place.path("path").asString();
        assertThat(get(path.replaceFirst("#.*", "")).body())
            .as(path)
            .contains(
                path.contains("#") ? "id=\"%s\"".formatted(path.replaceFirst(".*#", "")) : "<h1");
        assertThat(place.path("excerpt").asString()).hasSizeLessThan(250);
      }
    }
  }

  @Test
  void everyDocumentIsSearchedToItsLastWord() throws Exception {
    for (String name : names().toList()) {
      String heading =
          Page.named(name)
              .prose()
              .lines()
              .filter(line -> line.matches("#+ .*"))
              .toList()
              .getLast()
              .replaceFirst("#+ ", "")
              .replace("`", "");
      assertThat(
              get(
                      "/docs/search?q=" + URLEncoder.encode(heading, StandardCharsets.UTF_8),
                      "Accept",
                      "application/json")
                  .json()
                  .path("items")
                  .findValuesAsString("document"))
          .as(heading)
          .contains(name);
    }
  }

  @Test
  void aSearchIsAPageAndTextTooAndNothingInItBecomesMarkup() throws Exception {
    String hostile = "<img src=x onerror=alert(1)>{body}\"'";
    Answer page =
        get(
            "/docs/search?q=" + URLEncoder.encode(hostile, StandardCharsets.UTF_8),
            "Accept",
            "text/html");

    assertThat(page.contentType()).isEqualTo("text/html;charset=UTF-8");
    assertThat(page.body())
        .contains(
            "No place with", "value=\"&lt;img src=x onerror=alert(1)&gt;&#123;body}&quot;&#39;\"")
        .doesNotContain("<img");
    assertThat(page.body().split("<h1>", -1)).hasSize(2);
    assertThat(get("/docs/search?q=hidden%20reset", "Accept", "text/html").body())
        .contains("<a href=\"/docs/why#the-hidden-reset\"><strong>The hidden reset</strong>");
    assertThat(get("/docs/search?q=hidden%20reset", "Accept", "text/plain").body())
        .contains("places with \"hidden reset\".", "\n/docs/why#the-hidden-reset\n");
    assertThat(get("/docs/search", "Accept", "text/plain").status()).isEqualTo(200);
    Answer tooLong = get("/docs/search?q=" + "x".repeat(101), "Accept", "text/plain");
    assertThat(tooLong.status()).isEqualTo(400);
    assertThat(tooLong.detail()).contains("'q'", "at most 100 characters");
  }
}
