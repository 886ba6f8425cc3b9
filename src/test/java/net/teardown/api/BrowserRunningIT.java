package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import net.teardown.servers.Echoing;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs that nobody waits for, in a real browser. */
@Tag("browser")
class BrowserRunningIT extends BrowserServer {

  @Test
  void whatIsUnderWayIsShownWithItsTurnsAndCanBeCancelled() throws Exception {
    try (Echoing server = Echoing.start()) {
      String[] locations = new String[2];
      for (int i = 0; i < 2; i++) {
        Answer accepted =
            post(
                "/api/v1/experiments?wait=0",
                """
                {"targetHost": "127.0.0.1", "targetPort": %d, "timeoutMillis": 90000,
                 "server": {"turns": [{"say": {"text": "<b>x"}}, {"hear": {"bytes": 4}},
                   {"pauseMillis": 80000}, {"say": {"text": "b"}}]}}
                """
                    .formatted(server.port()));
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        locations[i] = accepted.header("Location").replace("/api/v1", "");
      }
      Page page = open("/experiments?targetHost=127.0.0.1");
      Locator cancel =
          page.locator("td-running button", new Page.LocatorOptions().setHasText("Cancel"));
      assertThat(cancel).hasCount(2);
      assertThat(page.getByText("2 of 4 turns are taken.").first()).isVisible();
      cancel.first().click();
      assertThat(cancel).hasCount(1);
      assertThat(page.locator(".history tbody tr").first()).containsText("INCONCLUSIVE");

      String left =
          get(locations[0].replaceFirst("^", "/api/v1")).json().has("verdict")
              ? locations[1]
              : locations[0];
      Page one = open(left);
      assertThat(one.getByText("met: 0 bytes said, 4 heard")).isVisible();
      assertThat(one.locator("li code")).hasText("<b>x");
      one.getByText("Cancel").click();
      assertThat(one.getByText("The run was cancelled before its end.").first()).isVisible();
      assertThat(console).isEmpty();
    }
  }
}
