package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.monitor.CopiedMonitor;
import net.teardown.monitor.Monitor;
import net.teardown.scenario.CopiedScenario;
import net.teardown.scenario.Scenario;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the page is asked is what it runs, shows and lets one copy, in a real browser. */
@Tag("browser")
class BrowserQuestionIT extends BrowserServer {

  private static final String UPLOAD =
      """
      {"targetHost": "127.0.0.1", "targetPort": 1,
       "server": {"request": {"http": {"method": "POST", "path": "/", "bodyBytes": 65536}}},
       "label": "a\u202eb", "timeoutMillis": 4000}
      """;

  private static final String RESPONDER =
      """
      {"bytesSent": 5, "bytesRead": 1, "targetHost": "127.0.0.1", "targetPort": 8017,
       "responderUrl": "http://127.0.0.1:8091/b", "diagnose": true}
      """;

  private static final Set<String> DEFAULTS =
      Set.of(
          "closer\"RESPONDER\"",
          "lingerSecondsnull",
          "initiatorHalfClosesfalse",
          "shutdownBeforeClosefalse",
          "drainBeforeClosefalse",
          "drainMillis1000",
          "responderUrlnull",
          "sourceAddressnull",
          "addressFamily\"ANY\"",
          "diagnosefalse",
          "comparenull",
          "labelnull",
          "timeoutMillis5000");

  private static final Set<String> HTTP_DEFAULTS =
      Set.of("method\"GET\"", "path\"/\"", "bodyBytes0");

  @TempDir Path directory;

  private String fragment(String json) {
    return "/#"
        + mapper.readTree(json).properties().stream()
            .map(field ->
                field.getKey()
                    + "="
                    + URLEncoder.encode(
                            field.getValue().isString()
                                ? field.getValue().asString()
                                : field.getValue().toString(),
                            StandardCharsets.UTF_8)
                        .replace("+", "%20"))
            .collect(Collectors.joining("&"));
  }

  /** What the page sends when its question is asked. */
  private JsonNode asked(Page page) {
    Request request =
        page.waitForRequest(
            each -> each.method().equals("POST") && each.url().contains("/api/v1/experiments"),
            () -> page.locator("button.run").click());
    return mapper.readTree(request.postData());
  }

  /** What the service makes of a spec: one that leaves out what it needn't say is the same. */
  private JsonNode run(JsonNode spec) throws Exception {
    JsonNode ran = post("/api/v1/experiments?store=false", spec.toString()).json().path("spec");
    assertThat(ran.has("server")).as("%s", spec).isTrue();
    return ran;
  }

  private static String copied(Page page, String form) {
    page.locator("[role=tab]").getByText(form, exactly()).click();
    return page.locator("#same-panel code").textContent();
  }

  private static Locator.GetByTextOptions exactly() {
    return new Locator.GetByTextOptions().setExact(true);
  }

  private static boolean inSight(Locator part) {
    return (Boolean)
        part.evaluate(
            "e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <="
                + " innerHeight; }");
  }

  @Test
  void everyServersScenarioKeepsItsStoryAndRunsAsItIs() throws Exception {
    for (JsonNode scenario : get("/api/v1/scenarios").json().path("items")) {
      if (!scenario.path("spec").has("server")) {
        continue;
      }
      Page page = open("/scenarios/" + scenario.path("name").asString());
      assertThat(page.locator(".story h1")).hasText(scenario.path("title").asString());
      page.locator("[name=host]").fill("127.0.0.1");
      page.locator("[name=port]").fill("1");
      ObjectNode expected = scenario.path("spec").deepCopy().asObject();
      expected.put("targetHost", "127.0.0.1").put("targetPort", 1);

      assertThat(run(asked(page))).as(scenario.path("name").asString()).isEqualTo(run(expected));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        UPLOAD,
        "{\"targetHost\": \"127.0.0.1\", \"targetPort\": 1, \"label\": \"mine\", \"server\":"
            + " {\"request\": {\"http\": {\"method\": \"PUT\", \"path\": \"/x\", \"host\":"
            + " \"a.example\", \"headers\": {\"X-A\": \"1\"}, \"bodyBytes\": 100, \"chunked\":"
            + " true}}, \"writing\": \"STOP_AT_ERROR\", \"chunkBytes\": 10, \"pauseMillis\": 5}}",
        "{\"targetHost\": \"127.0.0.1\", \"targetPort\": 1, \"server\": {\"request\": {\"text\":"
            + " \"a\\nb\"}}}",
        "{\"targetHost\": \"127.0.0.1\", \"targetPort\": 1, \"server\": {\"request\": {\"base64\":"
            + " \"AAE=\"}}}",
        "{\"targetHost\": \"127.0.0.1\", \"targetPort\": 1, \"bytesSent\": 77, \"server\":"
            + " {\"silenceMillis\": 9}}"
      })
  void everyFieldOfALinkIsAsked(String spec) {
    Page page = open(fragment(spec));

    assertThat(plain(asked(page))).isEqualTo(plain(mapper.readTree(spec)));
    page.locator("[name=port]").fill("2");
    ObjectNode expected = mapper.readTree(spec).asObject();
    assertThat(plain(asked(page))).isEqualTo(plain(expected.put("targetPort", 2)));
  }

  /** A spec without what it says by default. */
  private static JsonNode plain(JsonNode spec) {
    ObjectNode plain = spec.deepCopy().asObject();
    plain.remove("peer");
    plain.properties().removeIf(field -> DEFAULTS.contains(field.getKey() + field.getValue()));
    if (plain.at("/server/request/http") instanceof ObjectNode http) {
      http.properties()
          .removeIf(field -> HTTP_DEFAULTS.contains(field.getKey() + field.getValue()));
    }
    return plain;
  }

  @Test
  void aResponderIsAskedAsOne() {
    Page page = open(fragment(RESPONDER));

    assertThat(page.locator("[name=responderUrl]")).hasValue("http://127.0.0.1:8091/b");
    assertThat(page.locator(".carried")).containsText("diagnose");
    assertThat(asked(page)).isEqualTo(mapper.readTree(RESPONDER));
  }

  @Test
  void aResponderScenarioAsksWhereItIs() {
    Page page = open("/scenarios/half-close-proxy");
    assertThat(page.locator(".story h1")).containsText("half-close");
    assertThat(page.locator(".forecast")).containsText("Say where B is");
    page.locator("[name=targetHost]").fill("127.0.0.1");
    page.locator("[name=targetHost]").blur();

    assertThat(page.locator(".forecast .chip").first()).hasText("CLEAN_EOF");
    assertThat(console).isEmpty();
  }

  @Test
  void askingAgainKeepsWhereTheResponderIsControlled() throws Exception {
    String at = post("/api/v1/experiments", ECHO).header("Location");
    ObjectNode drawing =
        get(at, "Accept", "application/vnd.teardown.ladder+json").json().asObject();
    mapper
        .readTree(RESPONDER)
        .properties()
        .forEach(
            field -> drawing.withObject("/outcome/spec").set(field.getKey(), field.getValue()));
    drawing.withObject("/outcome/spec").put("peer", "RESPONDER");
    Page page = open("/");
    page.route(
        "**" + at,
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setBody(drawing.toString())
                    .setContentType("application/json")));
    page.navigate("http://localhost:" + port + at.replace("/api/v1", ""));
    page.getByText("Ask it again").click();

    assertThat(page.locator("[name=responderUrl]")).hasValue("http://127.0.0.1:8091/b");
  }

  @Test
  void aCopiedMonitorIsOneThatTheServiceReads() {
    for (String spec : new String[] {UPLOAD, RESPONDER, ECHO}) {
      Monitor monitor = CopiedMonitor.read(copied(open(fragment(spec)), "Monitor"));

      assertThat(monitor.name()).startsWith("mine_");
      assertThat(monitor.targets()).hasSize(1);
    }
  }

  @Test
  void aCopiedMonitorOfAServerTakesAResetForAFailureThoughItsReplySurvives() {
    assertThat(copied(open(fragment(UPLOAD)), "Monitor"))
        .contains("\"deliveries\":[\"WHOLE\"],\"verdicts\":[\"CLEAN_EOF\",\"KEPT_OPEN\"]");
  }

  @Test
  void aCopiedScenarioIsOneThatTheServiceReads() throws Exception {
    for (String spec : new String[] {UPLOAD, RESPONDER, ECHO}) {
      Page page = open(fragment(spec));
      if (spec.equals(ECHO)) {
        assertThat(page.locator(".forecast .chip")).hasText("RESET");
      }
      String text = copied(page, "Scenario");
      assertThat(page.locator("#same-panel p")).containsText("90-mine.yml");
      if (spec.equals(RESPONDER)) {
        // Its prediction is refused here, as nothing may be controlled at that address.
        text = text.replaceAll("verdicts: .*", "verdicts: [RESET]");
        text = text.replaceAll("deliveries: .*", "deliveries: [NONE_SENT]");
      }
      Scenario scenario = CopiedScenario.read(directory, "90-mine.yml", text);
      SpecDraft draft = scenario.spec();
      assertThat(draft.kind()).isEqualTo(mapper.readValue(spec, SpecDraft.class).kind());
    }
  }

  @Test
  void marksThatTurnTheDirectionAreCopiedAndShownAsEscapes() throws Exception {
    Page page = open(fragment(UPLOAD));
    for (String form : new String[] {"curl", "Java", "Python", "CI", "Monitor", "Scenario"}) {
      assertThat(copied(page, form)).doesNotContain("\u202e");
    }
    assertThat(copied(page, "curl")).contains("a\\u202eb");
    assertThat(page.locator(".carried")).containsText("a\\u202eb");
    String spec = mapper.writeValueAsString(Map.of("bytesSent", 5, "label", "a\u202e\u2066b"));
    String kept = post("/api/v1/experiments", spec).header("Location").replace("/api/v1", "");
    Page other = open(kept);
    assertThat(other.locator(".story bdi").last()).hasText("a\\u202e\\u2066b");
    assertThat(other.locator("td-page").textContent()).doesNotContain("\u202e", "\u2066");
  }

  @Test
  void whatTheServerAnswersIsSaidInOneUnitAndWithASubject() throws Exception {
    try (Listening server =
        answering("HTTP/1.1 413 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")) {
      Page page = open("/#server={}");
      page.locator("[name=host]").fill("127.0.0.1");
      page.locator("[name=port]").fill(String.valueOf(server.port()));
      page.locator("button.run").click();

      assertThat(page.locator(".headline p").first())
          .hasText(Pattern.compile("Of 10,240 KiB, [\\d,.]+ were handed to TCP.*"));
      assertThat(page.locator(".stale")).hasCount(0);
      page.locator("[name=port]").fill("1");
      assertThat(page.locator(".stale")).isVisible();
      page.locator("button.run").click();
      assertThat(page.locator(".headline h2")).hasText("The connection was refused");
      assertThat(page.getByText("Nothing to mend")).hasCount(0);
    }
  }

  @Test
  void aTokenThatNoHeaderCanHoldIsNotThisInstances() {
    Page page = open("/");
    page.route(
        "**/api/v1/**",
        route -> {
          if (route.request().headers().containsKey("authorization")) {
            route.resume();
          } else {
            route.fulfill(new Route.FulfillOptions().setStatus(401).setBody("{}"));
          }
        });
    page.reload();
    Locator token = page.locator("dialog input");
    token.fill("snow\u2603man");
    page.getByText("Use it").click();

    assertThat(page.locator("dialog [role=alert]")).containsText("not this instance’s token");
    token.fill("right-one");
    page.getByText("Use it").click();
    assertThat(page.locator(".forecast .chip")).hasText("RESET");
    assertThat(console)
        .noneMatch(line -> line.contains("TypeError") || line.contains("ByteString"));
    for (String form : new String[] {"curl", "Java", "Python", "CI"}) {
      assertThat(copied(page, form))
          .contains("Authorization", "TEARDOWN_TOKEN")
          .doesNotContain("right-one");
    }
  }

  @Test
  void anAnswerThatBreaksOffIsSaid() {
    Page page = open("/");
    page.route(
        "**/api/v1/experiments*",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setBody("{\"headline\": \"RES")
                    .setContentType("application/json")));
    page.locator("button.run").click();

    assertThat(page.locator("[role=alert]")).containsText("broke off");
    assertThat(console).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"bytesSent, -5", "bytesSent, 99999999", "bytesRead, 6", "bytesRead, 1.5"})
  void whatIsOutOfRangeIsSaidAndChangesNothing(String field, String typed) {
    Page page = open("/#bytesSent=5&bytesRead=1");
    Locator exact = page.locator(".amount:has(#" + field + ") .exact");
    exact.fill(typed);
    exact.blur();

    assertThat(page.locator(".amount [role=alert]")).containsText(typed + " isn’t taken");
    assertThat(exact).hasAttribute("aria-invalid", "true");
    assertThat(page).hasURL(Pattern.compile(".*#bytesSent=5&bytesRead=1$"));
  }

  @ParameterizedTest
  @CsvSource({"1600, 1000", "390, 800"})
  void theVerdictIsInSightAfterARunAndTheTourKeepsItsAnswerThere(int width, int height) {
    Page page =
        open(
            "/",
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setReducedMotion(ReducedMotion.REDUCE));
    page.locator("button.run").click();
    assertThat(page.locator(".did .chip")).isVisible();
    page.waitForTimeout(300);
    assertThat(inSight(page.locator(".did .chip"))).isTrue();
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(Path.of("target", "page", "verdict-" + width + ".png")));
    page.locator(".tour-start").click();
    page.getByText("Run it, and show the answer").click();
    assertThat(page.locator(".said .chip")).isVisible();
    page.waitForTimeout(300);
    assertThat(inSight(page.locator(".said"))).isTrue();
    page.screenshot(
        new Page.ScreenshotOptions().setPath(Path.of("target", "page", "tour-" + width + ".png")));
  }

  @Test
  void theKeyboardKeepsItsPlace() {
    Page page = open("/");
    page.locator(".skip").focus();
    page.keyboard().press("Enter");
    assertThat(page.locator(".controls")).isFocused();
    page.locator("button.run").press("Enter");
    assertThat(page.locator(".did .chip")).isVisible();
    assertThat(page.locator("button.run")).isFocused();
    page.locator(".tour-start").press("Enter");
    assertThat(page.locator(".story h1")).isFocused();
    page.getByText("Run it, and show the answer").press("Enter");
    assertThat(page.locator(".said")).isFocused();
  }

  @Test
  void aKeptRunHasItsPageWhereTheCureRunsToo() {
    Page page = open("/");
    page.locator("button.run").click();
    page.getByText("This run’s own page").click();
    assertThat(page).hasURL(Pattern.compile(".*/experiments/[0-9a-f-]+$"));
    String first = page.url();
    page.getByText("Apply it and run again").click();

    assertThat(page.locator(".did .chip")).hasText("CLEAN_EOF");
    assertThat(page).not().hasURL(first);
    assertThat(console).isEmpty();
  }

  @Test
  void whatIsNotThereOrNotUnderstoodIsSaid() {
    assertThat(open("/scenarios/nope").locator("[role=alert]"))
        .containsText("There is no scenario nope");
    assertThat(open("/#what").locator("[role=alert]")).containsText("isn’t understood");
    assertThat(open("/#bytesSent=%E0%A4").locator("[role=alert]")).containsText("isn’t understood");
  }

  @Test
  void whatIsRefusedIsMarkedUnderThePagesOwnName() {
    Page page = open("/#bytesSent=5&bytesRead=9");
    assertThat(page.locator("[role=alert]")).containsText("Reads before closing");
    assertThat(page.locator(".amount:has(#bytesRead) .exact")).hasAttribute("aria-invalid", "true");
    Page server = open("/#server={}");
    server.locator("[name=host]").fill("169.254.169.254");
    server.locator("button.run").click();
    assertThat(server.locator("[role=alert] .todo"))
        .hasText("No setting allows it: name another target.");
    assertThat(server.locator("[name=host]")).hasAttribute("aria-invalid", "true");
  }

  @Test
  void anOutcomeOfAnotherSpecIsMarked() {
    Page page = open("/");
    page.locator("button.run").click();
    assertThat(page.locator(".did .chip")).isVisible();
    assertThat(page.locator(".stale")).hasCount(0);
    page.locator("#bytesSent").press("ArrowRight");

    assertThat(page.locator(".stale")).isVisible();
  }
}
