package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The documents in a real browser. */
@Tag("browser")
class BrowserDocumentsIT extends BrowserServer {

  private static final String LINKS =
      "links => links.map(a => a.textContent.trim() + ' ' + a.getAttribute('href'))";

  @Test
  void theBarIsThatOfThePage() {
    Page documents = open("/docs/start");
    Page page = open("/");
    assertThat(page.locator(".bar nav a")).hasCount(7);

    assertThat(documents.locator(".bar a").evaluateAll(LINKS))
        .isEqualTo(page.locator(".bar a").evaluateAll(LINKS));
    assertThat(documents.locator(".bar [aria-current=page]")).hasText("Documents");
    for (String property : List.of("height", "background-color", "font-size", "color")) {
      String look = "bar => getComputedStyle(bar)['%s']".formatted(property);
      assertThat(documents.locator(".bar").evaluate(look))
          .as(property)
          .isEqualTo(page.locator(".bar").evaluate(look));
    }
    assertThat(console).isEmpty();
  }

  @Test
  void anExampleIsDrawnOfARunOnThisHostAndKeepsItsText() throws Exception {
    Page page = open("/docs/start");
    Locator example = page.locator("td-example").first();
    assertThat(example.locator(".chip")).hasText("RESET");
    assertThat(example.locator(".td-rst .td-label")).hasText("RST");
    String told =
        get("/docs/ladders/echo-many-bytes", "Accept", "application/vnd.teardown.ladder+json")
            .json()
            .at("/rungs/0/time")
            .asString();

    assertThat(example.locator(".td .td-faint").nth(2)).hasText(told);
    assertThat(example.locator("pre")).isHidden();
    example.getByText("As the document has it").click();
    assertThat(example.locator("pre")).containsText("A sends 5; B reads 1");
    example.getByText("Change it, and run it yourself").click();
    assertThat(page).hasURL(Pattern.compile(".*/scenarios/echo-many-bytes.*"));
    assertThat(page.locator(".forecast .chip")).hasText("RESET");
    assertThat(console).isEmpty();
  }

  @Test
  void anExampleIsWholeAtFirstAndReplayedWhereThatIsAskedFor() {
    Page page = open("/docs/why", new Browser.NewContextOptions());
    assertThat(page.locator("td-example .chip"))
        .hasText(new String[] {"RESET", "EOF_THEN_RESET", "CLEAN_EOF"});
    Locator first = page.locator("td-example").first();
    Locator step = first.getByLabel("Step", new Locator.GetByLabelOptions().setExact(true));
    String all = step.getAttribute("max");
    assertThat(step).hasValue(all);

    first.getByText("Replay").click();
    assertThat(first.getByText("From the start")).isVisible();
    assertThat(step).hasValue(all);
  }

  @Test
  void withoutScriptsADocumentIsWholeAndASearchIsAPage() {
    Page page = open("/docs/why", new Browser.NewContextOptions().setJavaScriptEnabled(false));
    assertThat(page.locator("td-example img")).hasCount(3);
    page.getByLabel("Search the documents").fill("hidden reset");
    page.getByLabel("Search the documents").press("Enter");

    assertThat(page).hasURL(Pattern.compile(".*/docs/search[?]q=hidden[+]reset"));
    assertThat(page.getByLabel("Search the documents")).hasValue("hidden reset");
    page.locator(".found a").first().click();
    assertThat(page).hasURL(Pattern.compile(".*/docs/why#the-hidden-reset"));
  }

  @Test
  void aSearchNeedsTheKeyboardAlone() {
    Page page = open("/docs/security");
    page.keyboard().press("/");
    Locator field = page.getByLabel("Search the documents");
    assertThat(field).isFocused();
    page.keyboard().type("HIDDEN reset");
    Locator places = page.locator("td-search .found a");
    assertThat(places.first()).containsText("The hidden reset");
    assertThat(page.locator("td-search mark").getByText("hidden reset").first()).isVisible();
    assertThat(page.locator("td-search [role=status]")).containsText("places");

    page.keyboard().press("ArrowDown");
    assertThat(page.locator("td-search .count a")).isFocused();
    page.keyboard().press("ArrowDown");
    page.keyboard().press("ArrowDown");
    page.keyboard().press("ArrowUp");
    assertThat(places.first()).isFocused();
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile(".*/docs/why#the-hidden-reset"));
    page.waitForFunction("() => customElements.get('td-search') !== undefined");
    page.keyboard().press("/");
    assertThat(field).isFocused();
    page.keyboard().type("/?<img src=x>");
    assertThat(page.locator("td-search [role=status]")).hasText("Nothing found");
    page.keyboard().press("Escape");
    assertThat(field).hasValue("");
    assertThat(field).isFocused();
    assertThat(page.locator("td-search .found")).hasCount(0);
    assertThat(page.locator("img[src=x]")).hasCount(0);
    assertThat(console).isEmpty();
  }

  @Test
  void aDrawingThatIsOpenedByItselfHasItsStyle() {
    for (String path : List.of("/docs/images/reset.svg", "/api/v1/mesh?format=svg")) {
      Page page = open(path);
      assertThat(
              page.evaluate(
                  "() => getComputedStyle(document.querySelector('.td-verdict, .td')).fontFamily"))
          .as(path)
          .asString()
          .contains("ui-monospace");
    }
    assertThat(console).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "docs, '', 390, DARK",
    "docs, '', 1600, LIGHT",
    "start, start, 390, LIGHT",
    "start, start, 1600, DARK",
    "why, why, 390, DARK",
    "why, why, 1600, LIGHT",
    "atlas, atlas, 390, LIGHT",
    "atlas, atlas, 1600, DARK",
    "search, search?q=reset, 390, DARK",
    "search, search?q=reset, 1600, LIGHT"
  })
  void everyDocumentIsUsableByAllAndFitsItsScreen(
      String name, String path, int width, ColorScheme scheme) {
    Page page =
        open(
            "/docs/" + path,
            new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE));
    assertThat(page.locator("h1")).isVisible();
    for (Locator example : page.locator("td-example").all()) {
      assertThat(example.locator(".chip")).isVisible();
    }

    assertUsableByAll(page, "docs-%s-%d-%s".formatted(name, width, scheme));
    page.getByLabel("Search the documents").fill("close");
    assertThat(page.locator("td-search .found a")).hasCount(8);
    if (name.equals("start")) {
      assertUsableByAll(page, "docs-found-%d-%s".formatted(width, scheme));
    }
  }
}
