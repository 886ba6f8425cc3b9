package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The page as a browser gets it, without a browser: who gets it, what it may load, and its files.
 */
class PageIT extends ApiServer {

  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

  private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"(/page/[^\"]+)\"");
  private static final Pattern IMPORT =
      Pattern.compile("(?:\\bfrom|\\bimport)\\s*[\"']([\\w@./-]+)[\"']");

  /** Of a module that is fetched when it is wanted. */
  private static final Pattern LATER =
      Pattern.compile("(?<![{])\\bimport\\('(\\./[a-z]+\\.js)'\\)");

  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  static Stream<String> views() {
    return Stream.of(
        "/",
        "/experiments",
        "/campaigns",
        "/monitors",
        "/experiments/019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55",
        "/campaigns/019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55",
        "/monitors/nodes",
        "/scenarios/echo-many-bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        BROWSER + "                        | true",
        "text/html                         | true",
        "TEXT/HTML;q=0.9                   | true",
        "text/html, */*                    | true",
        "text/html, application/json       | true",
        "application/json, text/html       | false",
        "text/html;q=0.5, application/json | false",
        "text/html;q=0.5, */*;q=0.8        | false",
        "text/html;q=0                     | false",
        "application/json                  | false",
        "*/*                               | false",
        "text/*                            | false",
        "text/plain                        | false",
        "text/html/oops                    | false"
      })
  void onlyWhoWantsHtmlMoreThanJsonGetsThePage(String accept, boolean html) throws Exception {
    Answer front = get("/", "Accept", accept);
    assertThat(front.status()).isEqualTo(200);
    assertThat(front.contentType())
        .isEqualTo(html ? "text/html;charset=UTF-8" : "text/plain;charset=UTF-8");
    assertThat(front.header("Vary")).contains("Accept");

    Answer other = get("/scenarios/echo-many-bytes", "Accept", accept);
    assertThat(other.status()).isEqualTo(html ? 200 : 307);
    assertThat(other.header("Vary")).contains("Accept");
  }

  @Test
  void whoNamesNothingGetsNoHtml() throws Exception {
    assertThat(get("/").contentType()).startsWith("text/plain");
    assertThat(get("/monitors/nodes").status()).isEqualTo(307);
  }

  @ParameterizedTest
  @MethodSource("views")
  void programsAreSentOnToTheSameThingInTheApi(String view) throws Exception {
    if (view.equals("/")) {
      return;
    }
    Answer answer = get(view + "?format=text", "Accept", "application/json");

    assertThat(answer.status()).isEqualTo(307);
    assertThat(answer.header("Location")).isEqualTo("/api/v1" + view + "?format=text");
  }

  @Test
  void theRedirectLeadsToWhatIsKept() throws Exception {
    String kept = post("/api/v1/experiments", ECHO).header("Location");
    String location = get(kept.replace("/api/v1", "")).header("Location");

    assertThat(location).isEqualTo(kept);
    assertThat(get(location).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/experiments/a%22%3E%3Cscript%3E", "/scenarios/%C2%85", "/monitors/%E2%80%AE"})
  void aHostileNameNeverStandsInThePage(String path) throws Exception {
    Answer page = get(path, "Accept", BROWSER);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).isEqualTo(get("/", "Accept", BROWSER).body());
    assertThat(get(path).header("Location")).isEqualTo("/api/v1" + path);
  }

  static Stream<String> pages() {
    return Stream.concat(views(), Stream.of("/docs/", "/docs/start", "/docs/search?q=reset"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theImportMapIsTheOnlyScriptInsideAndIsAllowedByItsHash(String view) throws Exception {
    Answer page = get(view, "Accept", BROWSER);
    Matcher map = IMPORT_MAP.matcher(page.body());
    assertThat(map.find()).isTrue();

    assertThat(policy(page))
        .containsEntry("default-src", "'none'")
        .containsEntry("script-src", "'self' 'sha256-%s'".formatted(hash(map.group(1))))
        .containsEntry("style-src", "'self'")
        .containsEntry("connect-src", "'self'")
        .containsEntry("img-src", "'self' data:")
        .containsEntry("base-uri", "'none'")
        .containsEntry("form-action", view.startsWith("/docs") ? "'self'" : "'none'")
        .containsEntry("frame-ancestors", "'none'")
        .containsEntry("require-trusted-types-for", "'script'")
        .containsEntry("trusted-types", "lit-html");
    assertThat(page.response().headers().allValues("Content-Security-Policy")).hasSize(1);
    String others = page.body().replace(map.group(), "");
    assertThat(others)
        .doesNotContainPattern("<script(?![^>]+src=)")
        .doesNotContainPattern("(?i)<style|\\sstyle=|\\son[a-z]+=|javascript:")
        .doesNotContainPattern("(?:src|href)=\"https?://[^\"]*\\.(?:js|css|svg)");
  }

  @Test
  void onlySwaggerAllowsAnythingInline() throws Exception {
    for (String path :
        List.of(
            "/page/nothing",
            "/livez",
            "/probe?module=loopback",
            "/nothing",
            "/docs/start",
            "/docs/search",
            "/docs/nothing",
            "/docs/images/reset.svg",
            "/api/v1/info")) {
      assertThat(get(path).header("Content-Security-Policy"))
          .as(path)
          .startsWith("default-src 'none'")
          .doesNotContain("unsafe");
    }
    assertThat(get("/swagger-ui/index.html").header("Content-Security-Policy"))
        .contains("style-src 'self' 'unsafe-inline'")
        .doesNotContain("script-src");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docs/images/reset.svg",
        "/docs/ladders/echo-many-bytes",
        "/api/v1/mesh",
        "{campaign}"
      })
  void theStyleInsideEveryDrawingIsAllowedByItsHash(String path) throws Exception {
    String campaign =
        path.contains("{campaign}")
            ? post(
                    "/api/v1/campaigns?wait=20",
                    "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesRead\": [0, 5]},"
                        + " \"repetitions\": 1}")
                .header("Location")
            : "";
    Answer drawing = get(path.replace("{campaign}", campaign), "Accept", "image/svg+xml");
    assertThat(drawing.contentType()).isEqualTo("image/svg+xml;charset=UTF-8");
    Matcher style = Pattern.compile("(?s)<style>(.*?)</style>").matcher(drawing.body());
    assertThat(style.find()).isTrue();

    assertThat(policy(drawing).get("style-src"))
        .contains("'sha256-%s'".formatted(hash(style.group(1))));
    assertThat(drawing.body()).doesNotContain(" style=");
  }

  @Test
  void everyFileIsServedInItsTypeForEverAndAllOfThemAreSmall() throws Exception {
    Map<String, Answer> files = files();

    assertThat(files).hasSizeGreaterThan(12);
    assertThat(files.keySet())
        .anyMatch(path -> path.endsWith("/lit-element.js"))
        .anyMatch(path -> path.endsWith("/docs.css"));
    files.forEach((path, file) -> {
      assertThat(file.status()).as(path).isEqualTo(200);
      assertThat(file.contentType())
          .as(path)
          .startsWith(
              path.endsWith(".js")
                  ? "text/javascript"
                  : path.endsWith(".css") ? "text/css" : "image/svg+xml");
      assertThat(file.header("Cache-Control")).as(path).contains("max-age=31536000", "immutable");
      assertThat(file.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
    });
    assertThat(overTheWire("/", "/api/v1/scenarios")).isLessThan(150 * 1024);
    assertThat(overTheWire("/docs/start", "/docs/ladders/echo-many-bytes")).isLessThan(150 * 1024);
  }

  @Test
  void nothingIsLoadedFromElsewhere() throws Exception {
    for (Map.Entry<String, Answer> file : files().entrySet()) {
      assertThat(file.getValue().body())
          .as(file.getKey())
          .doesNotContainPattern(
              "@import|url\\((?!\"?data:|'?data:)|(?<![{])import\\s*\\((?!'\\./[a-z]+\\.js'\\))");
    }
  }

  @Test
  void noTextBecomesMarkupInThePagesOwnModules() throws Exception {
    for (Map.Entry<String, Answer> file : files().entrySet()) {
      if (!file.getKey().contains("/lib/")) {
        assertThat(file.getValue().body())
            .as(file.getKey())
            .doesNotContainPattern(
                "unsafeHTML|unsafeSVG|innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|localStorage|sessionStorage|document\\.cookie");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page/nothing/main.js",
        "/page/lib/lit/0.0.1/index.js",
        "/page/lib/swagger-ui/index.html",
        "/page/../application.properties"
      })
  void nothingElseIsServedThere(String path) throws Exception {
    assertThat(get(path, "Accept", BROWSER).status()).isIn(400, 404);
  }

  @Test
  void aLadderIsDrawnFromWhatTextAndSvgAreDrawnFrom() throws Exception {
    String at = post("/api/v1/experiments", ECHO).header("Location");
    Answer ladder = get(at, "Accept", "application/vnd.teardown.ladder+json");
    JsonNode drawn = ladder.json();
    String svg = get(at + "?format=svg").body();
    String text = get(at + "?format=text").body();

    assertThat(ladder.contentType()).isEqualTo("application/vnd.teardown.ladder+json");
    assertThat(drawn.path("outcome")).isEqualTo(get(at).json());
    assertThat(drawn.path("headline").asString()).isEqualTo("RESET");
    List<String> kinds = new ArrayList<>();
    for (JsonNode rung : drawn.path("rungs")) {
      for (String side : List.of("left", "right", "time")) {
        if (rung.path(side).isString()) {
          assertThat(svg).contains(">" + rung.path(side).asString() + "<");
          assertThat(text).contains(rung.path(side).asString());
        }
      }
      if (rung.has("arrow")) {
        kinds.add(rung.at("/arrow/kind").asString());
      }
    }
    assertThat(kinds).containsExactly("SYN", "DATA", "RST");
    assertThat(svg.split("class=\"td-(syn|data|fin|rst)\"", -1)).hasSize(kinds.size() + 1);
  }

  /** Every file that the page and the documents need, by its path. */
  private Map<String, Answer> files() throws Exception {
    Map<String, Answer> files = new TreeMap<>(files("/", true));
    files.putAll(files("/docs/start", true));
    return files;
  }

  /**
   * Every file that this HTML needs: those named in it, and what they import.
   *
   * @param later what they import only when it is wanted, too
   */
  private Map<String, Answer> files(String page, boolean later) throws Exception {
    String html = get(page, "Accept", BROWSER).body();
    Matcher map = IMPORT_MAP.matcher(html);
    assertThat(map.find()).isTrue();
    JsonNode imports = mapper.readTree(map.group(1)).path("imports");
    Deque<String> open = new ArrayDeque<>();
    LOADED.matcher(html).results().forEach(found -> open.add(found.group(1)));
    Map<String, Answer> files = new TreeMap<>();
    while (!open.isEmpty()) {
      String path = open.remove();
      if (files.containsKey(path)) {
        continue;
      }
      Answer file = get(path);
      files.put(path, file);
      if (path.endsWith(".js")) {
        Stream.concat(
                IMPORT.matcher(file.body()).results(),
                later ? LATER.matcher(file.body()).results() : Stream.of())
            .map(found -> resolved(found.group(1), path, imports))
            .forEach(open::add);
      }
    }
    return files;
  }

  /** As browsers resolve a module's name (HTML, "resolve a module specifier"). */
  private static String resolved(String name, String from, JsonNode imports) {
    if (name.startsWith("./") || name.startsWith("../")) {
      return URI.create(from).resolve(name).toString();
    }
    if (imports.has(name)) {
      return imports.path(name).asString();
    }
    for (Map.Entry<String, JsonNode> prefix : imports.properties()) {
      if (prefix.getKey().endsWith("/") && name.startsWith(prefix.getKey())) {
        return prefix.getValue().asString() + name.substring(prefix.getKey().length());
      }
    }
    throw new AssertionError("no import map for " + name + " in " + from);
  }

  /** How many bytes a browser is sent for this page, its files and what it asks for at once. */
  private long overTheWire(String page, String asked) throws Exception {
    long wire = sent(page, BROWSER) + sent(asked, "*/*");
    for (String path : files(page, false).keySet()) {
      wire += sent(path, "*/*");
    }
    return wire;
  }

  /** How many bytes a browser is sent for this path, head and all. */
  private long sent(String path, String accept) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: %s\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
                  .formatted(path, accept)
                  .getBytes(StandardCharsets.US_ASCII));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(all);
      return all.size();
    }
  }

  private static String hash(String text) throws GeneralSecurityException {
    return Base64.getEncoder()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Map<String, String> policy(Answer page) {
    Map<String, String> policy = new LinkedHashMap<>();
    for (String part : page.header("Content-Security-Policy").split(";", -1)) {
      String[] words = part.strip().split(" ", 2);
      policy.put(words[0], words.length == 1 ? "" : words[1]);
    }
    return policy;
  }
}
