package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What monitors see now, in a real browser; and the token, which this instance has. */
@Tag("browser")
class BrowserLiveIT extends BrowserServer {

  private static final String TOKEN = "a-token-of-sixteen-or-more";

  @SuppressWarnings("NullAway.Init")
  private static Listening server;

  /** Bound and not listening, so that nobody else takes its port. */
  private static final Socket REFUSING = new Socket();

  @SuppressWarnings("NullAway.Init")
  private static Path probes;

  @DynamicPropertySource
  static void properties(DynamicPropertyRegistry registry) throws IOException {
    server = Listening.start(client -> Channels.newInputStream(client).readAllBytes());
    REFUSING.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    probes = Files.createTempFile("probes", ".yml");
    Files.writeString(
        probes,
        """
        monitors:
          well:
            targets: ["127.0.0.1:%d"]
            interval: 1s
          refused:
            targets: ["127.0.0.1:%d"]
            interval: 1s
        """
            .formatted(server.port(), REFUSING.getLocalPort()));
    registry.add("teardown.probes-file", probes::toString);
    registry.add("teardown.api.token", () -> TOKEN);
    registry.add(
        "spring.datasource.url",
        () -> "jdbc:h2:mem:live;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
  }

  @AfterAll
  static void end() throws IOException {
    server.close();
    REFUSING.close();
    Files.delete(probes);
  }

  private static void giveToken(Page page, String token) {
    page.locator("dialog input").fill(token);
    page.locator("dialog [type=submit]").click();
  }

  private Page opened(String path, Browser.NewContextOptions options) {
    Page page = open(path, options);
    giveToken(page, TOKEN);
    return page;
  }

  private Page opened(String path) {
    return opened(path, new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
  }

  private static Locator cell(Page page, String state) {
    return page.locator(".mesh .seen", new Page.LocatorOptions().setHasText(state));
  }

  @Test
  void theMeshUpdatesItselfAndSaysWhyOnFocus() {
    Page page = opened("/monitors");
    assertThat(cell(page, "✓")).hasCount(1);
    assertThat(cell(page, "✗")).hasCount(1);
    cell(page, "✗").focus();
    assertThat(page.locator(".pointed")).containsText("connect: refused");
    cell(page, "✓").hover();
    assertThat(page.locator(".pointed")).containsText("as wanted");
    Locator last = page.locator("[aria-labelledby=schedule-title] td:nth-child(4)").last();
    page.route(
        "**/api/v1/mesh",
        route -> {
          String told = route.fetch().text();
          route.fulfill(
              new Route.FulfillOptions().setBody(told.replace("\"why\" : \"", "\"why\" : \"now ")));
        });
    cell(page, "✗").hover();
    assertThat(page.locator(".pointed")).containsText("now ");
    String before = last.textContent();
    assertThat(last).not().hasText(before);
  }

  @Test
  void aTargetIsProbedWithDebugTextAndItsLastHourIsAStrip() {
    Page page = opened("/monitors");
    cell(page, "✗").click();
    assertThat(page.locator(".probe .chip")).hasText("REFUSED");
    page.getByText("Probe it now, with debug text").click();
    assertThat(page.locator(".probe pre")).containsText("probe_success 0");
    Locator recent = page.locator(".recent");
    assertThat(recent).containsText("connect: refused");
    recent.getByText("Show").first().click();
    assertThat(recent.locator("pre")).containsText("probe_success 0");
    assertThat(page.locator(".strip")).hasCount(2);
    assertThat(page.locator(".strip").first())
        .hasAttribute(
            "aria-label", Pattern.compile("Runs in the last hour: [\\d,]+ nobody to ask"));
    assertThat(page.locator(".strip").last())
        .hasAttribute("aria-label", Pattern.compile(".* refused; [\\d,]+ not as wanted"));
    assertThat(page.locator(".strip").last().locator("rect.tone-warn").first()).isAttached();
    assertThat(page.locator(".host .checks li")).hasCount(5);
    assertThat(page.locator(".host")).containsText("teardown.policy.allow");
  }

  @Test
  void whatIsOpenedIsThereAgainAfterAWayBackFromWhatWasKeptOfIt() {
    Page page = opened("/monitors");
    cell(page, "✗").click();
    page.getByText("Its runs that were kept").click();
    assertThat(page.locator(".history tbody tr .chip-warn").first()).hasText("REFUSED");
    assertThat(page.locator("[name=targetHost]")).hasValue("127.0.0.1");
    page.goBack();

    assertThat(page.locator(".probe .chip")).hasText("REFUSED");
    page.locator(".probe").getByText("Close").click();
    assertThat(page).hasURL(Pattern.compile(".*/monitors"));
  }

  @Test
  void healthThatIsToldAtAnotherPortTakesNothingElseAway() {
    Page page = open("/monitors");
    page.route(
        "**/actuator/health", route -> route.fulfill(new Route.FulfillOptions().setStatus(404)));
    giveToken(page, TOKEN);

    assertThat(page.locator(".host")).containsText("management.server.port");
    assertThat(page.locator(".strip")).hasCount(2);
    assertThat(page.locator("[role=alert]")).hasCount(0);
  }

  @Test
  void theTokenIsAskedForOnceAndKeptFromViewToView() throws Exception {
    post("/api/v1/experiments", ECHO, "Authorization", "Bearer " + TOKEN);
    Page page = open("/monitors");
    giveToken(page, "not-the-token-of-this");
    assertThat(page.locator("dialog [role=alert]")).isVisible();
    giveToken(page, TOKEN);
    assertThat(page.locator(".mesh")).isVisible();
    Locator nav = page.locator(".bar nav");
    nav.getByText("History").click();
    assertThat(page.locator(".history tbody tr").first()).isVisible();
    nav.getByText("Campaigns").click();
    assertThat(page.locator(".campaigns .cell").first()).isVisible();
    page.locator("[name=repetitions]").fill("5");
    page.getByText("Start it").click();
    assertThat(page.locator(".campaign .story [role=status]")).containsText("completed:");
    nav.getByText("Play").click();
    page.locator("button.run").click();
    assertThat(page.locator(".did .chip")).isVisible();
    page.goBack();
    assertThat(page.locator(".campaign .heat")).isVisible();

    assertThat(page.locator("dialog[open]")).hasCount(0);
    assertThat(page.evaluate("() => localStorage.length + sessionStorage.length")).isEqualTo(0);
  }

  @Test
  void aServiceThatGoesAwayIsToldAndComesBackByItself() {
    Page page = opened("/monitors");
    assertThat(page.locator(".mesh")).isVisible();
    page.context().setOffline(true);
    assertThat(page.locator("[role=alert]")).containsText("doesn’t answer");
    assertThat(page.locator(".mesh")).isVisible();
    page.context().setOffline(false);
    assertThat(page.locator(".kept > [role=alert]")).hasCount(0);
  }

  @ParameterizedTest
  @CsvSource({"390, LIGHT", "1600, LIGHT", "390, DARK", "1600, DARK"})
  void whatIsLiveIsUsableByAllAndFitsItsScreen(int width, ColorScheme scheme) {
    Page page =
        opened(
            "/monitors",
            new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE));
    assertThat(cell(page, "✗")).hasCount(1);
    assertThat(page.locator(".strip")).hasCount(2);
    cell(page, "✗").click();
    assertUsableByAll(page, "live-%d-%s".formatted(width, scheme));
  }
}
