package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long a browser with a quarter of the CPU takes to paint for the first time. The number
 * depends on what else the machine does, so it is written down beside the load and not judged:
 * {@code target/page/first-paint-*.txt}.
 */
@Tag("browser")
class BrowserPaintIT extends BrowserServer {

  private static final int TIMES = 7;

  @ParameterizedTest
  @CsvSource({"play, /", "docs, /docs/start", "history, /experiments"})
  void theFirstPaintIsWrittenDown(String name, String path) throws Exception {
    double[] painted =
        IntStream.range(0, TIMES).mapToDouble(_ -> firstPaintMillis(path)).sorted().toArray();
    String line =
        String.format(
            Locale.ROOT,
            "%s: first contentful paint with the CPU throttled 4 times, nothing cached: median %.0f"
                + " ms, %.0f to %.0f ms, %d times; load %s%n",
            path,
            painted[TIMES / 2],
            painted[0],
            painted[TIMES - 1],
            TIMES,
            Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
    Path folder = Files.createDirectories(Path.of("target", "page"));
    Files.writeString(folder.resolve("first-paint-%s.txt".formatted(name)), line);

    assertThat(painted[0]).isPositive();
  }

  /** In a context of its own, which has nothing cached. */
  private double firstPaintMillis(String path) {
    Page page = open("/livez", new Browser.NewContextOptions());
    CDPSession session = page.context().newCDPSession(page);
    JsonObject rate = new JsonObject();
    rate.addProperty("rate", 4);
    session.send("Emulation.setCPUThrottlingRate", rate);
    page.navigate("http://localhost:" + port + path);
    page.waitForFunction("() => performance.getEntriesByName('first-contentful-paint').length > 0");
    Object millis =
        page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime");
    page.context().close();
    return ((Number) millis).doubleValue();
  }
}
