package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The history in a real browser. */
@Tag("browser")
class BrowserHistoryIT extends BrowserServer {

  private static String label() {
    return "l" + UUID.randomUUID();
  }

  private static Locator rows(Page page) {
    return page.locator(".history tbody tr");
  }

  @Test
  void chipsCountAndFilterAndStandInTheAddress() throws Exception {
    String label = label();
    keep(label, 1);
    keep(label, 1);
    keep(label, 5);
    Page page = open("/experiments?label=" + label);
    assertThat(rows(page)).hasCount(3);
    page.locator(".pick", new Page.LocatorOptions().setHasText("CLEAN_EOF")).click();

    assertThat(rows(page)).hasCount(1);
    assertThat(page).hasURL(Pattern.compile(".*\\?verdict=CLEAN_EOF&label=" + label));
    assertThat(page.locator(".pick", new Page.LocatorOptions().setHasText("RESET")))
        .containsText("2");
    page.getByText("not as theory predicts").click();
    assertThat(page.getByText("Nothing that fits is kept.")).isVisible();
    assertThat(console).isEmpty();
  }

  @Test
  void tenPagesAreScrolledThroughWithoutALongTask() throws Exception {
    String label = label();
    post(
        "/api/v1/campaigns?wait=60",
        "{\"label\": \"%s\", \"base\": {\"bytesSent\": 560}, \"axes\": {\"bytesRead\": [%s]}, \"repetitions\": 1}"
            .formatted(
                label,
                String.join(",", IntStream.range(0, 550).mapToObj(String::valueOf).toList())));
    Page page = open("/experiments?label=" + label);
    assertThat(rows(page).first()).isVisible();
    page.evaluate(
        """
        () => {
          window.tasks = [];
          new PerformanceObserver(seen => window.tasks.push(...seen.getEntries().map(each => each.duration)))
            .observe({entryTypes: ['longtask']});
        }
        """);
    for (int i = 0; i < 10; i++) {
      page.locator(".list-end").scrollIntoViewIfNeeded();
      assertThat(rows(page).nth(Math.min(549, 50 * (i + 1)))).isAttached();
    }

    assertThat(rows(page)).hasCount(550);
    assertThat(page.getByText("That is all.")).isVisible();
    assertThat(String.valueOf(page.evaluate("() => Math.max(0, ...window.tasks)")))
        .satisfies(longest -> assertThat(Double.parseDouble(longest)).isLessThan(100));
    assertThat(console).isEmpty();
  }

  @Test
  void twoRunsAreComparedStepByStep() throws Exception {
    String label = label();
    keep(label, 1);
    keep(label, 5);
    Page page = open("/experiments?label=" + label);
    rows(page).nth(0).locator("input").focus();
    page.keyboard().press("Space");
    rows(page).nth(1).locator("input").focus();
    page.keyboard().press("Space");

    assertThat(page.locator(".comparison .chip")).hasText(new String[] {"RESET", "CLEAN_EOF"});
    assertThat(page.locator(".comparison .is-other").first()).containsText("bytesRead");
    assertThat(page.locator(".comparison [role=status]")).containsText("They part at step 4");
    assertUsableByAll(page, "compare-1280-LIGHT");
    page.getByText("Close", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator(".comparison")).hasCount(0);
    assertThat(console).isEmpty();
  }

  @Test
  void newRunsComeByThemselvesWhileFollowed() throws Exception {
    String label = label();
    keep(label, 1);
    Page page = open("/experiments?label=" + label);
    assertThat(rows(page)).hasCount(1);
    page.getByText("Follow").click();
    keep(label, 5);

    assertThat(rows(page)).hasCount(2);
    assertThat(rows(page).first().locator(".chip")).hasText("CLEAN_EOF");
    assertThat(page.locator(".history > .visually-hidden[role=status]"))
        .hasText("A new run: a clean end.");
  }

  @Test
  void manyThatComeAtOnceAreShownAndNoneTwice() throws Exception {
    String label = label();
    keep(label, 1);
    Page page = open("/experiments?label=" + label);
    page.getByText("Follow").click();
    assertThat(rows(page)).hasCount(1);
    post(
        "/api/v1/campaigns?wait=60",
        "{\"label\": \"%s\", \"base\": {\"bytesSent\": 40}, \"axes\": {\"bytesRead\": [%s]}, \"repetitions\": 1}"
            .formatted(
                label,
                String.join(",", IntStream.range(0, 40).mapToObj(String::valueOf).toList())));
    keep(label, 5);

    assertThat(rows(page)).hasCount(42);
    assertThat(page.locator(".pick").first()).containsText("42");
    assertThat(console).isEmpty();
  }

  @Test
  void whatCameWhileNobodyLookedIsThereOnReturn() throws Exception {
    String label = label();
    keep(label, 1);
    Page page = open("/experiments?label=" + label);
    page.getByText("Follow").click();
    assertThat(rows(page)).hasCount(1);
    page.evaluate(
        """
        hidden => {
          Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden});
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """,
        true);
    keep(label, 5);
    keep(label, 5);
    page.evaluate(
        """
        hidden => {
          Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden});
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """,
        false);

    assertThat(rows(page)).hasCount(3);
  }

  @Test
  void allThatFitsIsSavedInBothForms() throws Exception {
    String label = label();
    String id = keep(label, 1);
    keep(label, 5);
    Page page = open("/experiments?label=" + label);
    assertThat(rows(page)).hasCount(2);
    String csv = saved(page, "CSV");
    String lines = saved(page, "NDJSON");

    assertThat(csv.lines()).hasSize(3);
    assertThat(csv).startsWith("startedAt").contains(id);
    assertThat(lines.lines()).hasSize(2);
    assertThat(mapper.readTree(lines.lines().toList().get(1)).path("id").asString()).isEqualTo(id);
  }

  private static String saved(Page page, String format) throws Exception {
    Download download =
        page.waitForDownload(
            () -> page.getByText(format, new Page.GetByTextOptions().setExact(true)).click());
    Path file = download.path();
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @Test
  void aStoreThatIsAwayIsToldAndNothingThatWasChosenIsLost() throws Exception {
    String label = label();
    keep(label, 1);
    Page page = open("/experiments");
    assertThat(rows(page).first()).isVisible();
    outage.when = TestingStoreOutage.When.BEFORE_THE_RUN;
    try {
      page.locator("[name=label]").fill(label);
      page.locator("[name=label]").press("Enter");
      assertThat(page.locator("[role=alert]")).containsText("The history is out of reach");
    } finally {
      outage.when = TestingStoreOutage.When.NEVER;
    }
    assertThat(page.locator("[name=label]")).hasValue(label);
    page.locator("button", new Page.LocatorOptions().setHasText("Try again")).click();

    assertThat(rows(page)).hasCount(1);
    assertThat(page.locator("[role=alert]")).hasCount(0);
  }

  @Test
  void hostileLabelsAreText() throws Exception {
    String label = "<img src=x onerror=alert(1)>" + System.nanoTime();
    keep(label, 1);
    Page page =
        open(
            "/experiments?label="
                + URLEncoder.encode(label, StandardCharsets.UTF_8)
                + "&targetHost=");
    assertThat(rows(page)).hasCount(1);
    assertThat(rows(page).first()).containsText(label);
    assertNoMarkup(page);
    assertThat(console).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"390, LIGHT", "1600, LIGHT", "390, DARK", "1600, DARK"})
  void theHistoryIsUsableByAllAndFitsItsScreen(int width, ColorScheme scheme) throws Exception {
    keep("figure", 1);
    keep("figure", 5);
    Page page =
        open(
            "/experiments",
            new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE));
    assertThat(rows(page).first()).isVisible();
    assertThat(page.locator(".pick").nth(2)).isVisible();
    assertUsableByAll(page, "history-%d-%s".formatted(width, scheme));
  }
}
