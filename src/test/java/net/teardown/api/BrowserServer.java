package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service, and a real browser that opens its page. */
abstract class BrowserServer extends ApiServer {

  static final String HOSTILE = "<img src=x onerror=alert(1)>\u202e</p><script>alert(2)</script>";

  /** What a polite server answers. */
  static final String WHOLE =
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno\n";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static Playwright playwright;
  private static Browser browser;

  final List<String> console = new ArrayList<>();
  private final List<BrowserContext> contexts = new ArrayList<>();

  @BeforeAll
  static void start() {
    // A busy machine alone must not fail a test.
    setDefaultAssertionTimeout(30_000);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of(System.getProperty("chromium", "/usr/bin/chromium")))
                    .setArgs(
                        List.of(
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  @AfterAll
  static void stop() {
    playwright.close();
  }

  @AfterEach
  void leave() {
    contexts.forEach(BrowserContext::close);
  }

  Page open(String path) {
    return open(path, new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
  }

  Page open(String path, Browser.NewContextOptions options) {
    BrowserContext context = browser.newContext(options);
    contexts.add(context);
    Page page = context.newPage();
    page.onConsoleMessage(message -> console.add(message.text()));
    page.onPageError(console::add);
    page.navigate("http://localhost:" + port + path);
    return page;
  }

  static void press(Page page, String words) {
    page.locator("button", new Page.LocatorOptions().setHasText(words)).click();
  }

  /** Runs and keeps five bytes of which so many are read; returns its id. */
  String keep(String label, int read) throws Exception {
    return post(
            "/api/v1/experiments",
            mapper.writeValueAsString(Map.of("bytesSent", 5, "bytesRead", read, "label", label)))
        .json()
        .path("id")
        .asString();
  }

  /**
   * A server that has read a hundred bytes of a request when it answers with this text and closes.
   */
  static Listening answering(String answer) throws IOException {
    return Listening.start(client -> {
      Channels.newInputStream(client).readNBytes(100);
      client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
    });
  }

  /**
   * The CPU time of the longest task of the page's main thread while this runs, in milliseconds: of
   * what a busy machine takes besides it holds nothing.
   */
  static double longestTaskMillis(Page page, Runnable what) {
    browser.startTracing(
        page,
        new Browser.StartTracingOptions()
            .setCategories(List.of("disabled-by-default-devtools.timeline")));
    what.run();
    JsonNode events = JSON.readTree(browser.stopTracing()).path("traceEvents");
    Set<String> mainThreads = new HashSet<>();
    for (JsonNode event : events) {
      if (event.at("/args/name").asString("").equals("CrRendererMain")) {
        mainThreads.add(thread(event));
      }
    }
    double longest = 0;
    for (JsonNode event : events) {
      if (event.path("name").asString("").equals("RunTask")
          && mainThreads.contains(thread(event))) {
        // One that the trace's end cuts off has none.
        longest = Math.max(longest, event.path("tdur").asDouble(0) / 1000);
      }
    }
    assertThat(longest).as("tasks that the trace has").isPositive();
    return longest;
  }

  private static String thread(JsonNode event) {
    return event.path("pid") + " " + event.path("tid");
  }

  static void assertNoMarkup(Page page) {
    assertThat(page.locator("img, td-page script, [onerror]")).hasCount(0);
  }

  /** Keeps a screenshot, and holds the view to what axe-core and a screen's width demand. */
  static void assertUsableByAll(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target", "page", name + ".png")));

    assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
    assertThat(page.evaluate("() => document.documentElement.scrollWidth - innerWidth"))
        .isEqualTo(0);
  }
}
