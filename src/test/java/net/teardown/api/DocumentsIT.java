package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.teardown.formats.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        .contains("color-scheme: light dark", "width=device-width", "<h1 id=")
        .doesNotContainPattern("(?i)<script|javascript:|\\son[a-z]+=")
        .doesNotContain("{title}", "{body}", "{list}", "{source}", ".md)");
    assertThat(page.header("Content-Security-Policy"))
        .startsWith("default-src 'none';")
        .contains("img-src 'self'")
        .doesNotContain("script-src");

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
      if (link.matches("https?://.*")) {
        continue;
      }
      String path = request("/docs/" + name).build().uri().resolve(link).getPath();
      Answer target = get(path);
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
            "<table", "id=\"the-hidden-reset\"", "<img src=\"images/reset.svg\"", "EOF_THEN_RESET");
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
        "/docs/application.yml",
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
        "/docs/../application.yml",
        "/docs/%2e%2e/application.yml",
        "/docs/..%2fapplication.yml",
        "/docs/%2e%2e%2fapplication.yml",
        "/docs/..;/application.yml",
        "/docs/..%5capplication.yml",
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
}
