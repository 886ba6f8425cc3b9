package net.teardown.api.campaign;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import net.teardown.api.http.EventStream;
import net.teardown.api.http.Watchers;
import net.teardown.campaign.Campaign;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Streams the progress of campaigns as server-sent events. An event contains the whole state, and
 * its id the number of runs, so a caller who reconnects with {@code Last-Event-ID}, or was slow to
 * read, has missed only intermediate states.
 */
@Component
class CampaignEvents {

  private final Watchers watchers;
  private final CampaignWatch watch;
  private final JsonMapper mapper;

  CampaignEvents(Watchers watchers, CampaignWatch watch, JsonMapper mapper) {
    this.watchers = watchers;
    this.watch = watch;
    this.mapper = mapper;
  }

  /**
   * Writes events until the campaign has ended, the caller has disconnected, or the service stops.
   *
   * @param lastEventId the id of the last event that the caller received; null for none
   * @throws IOException if the caller has disconnected
   */
  void stream(Campaign campaign, @Nullable String lastEventId, HttpServletResponse response)
      throws IOException {
    // If the service stops, the stream ends where it is, and the caller reconnects.
    watchers.admit(() -> watch(campaign, lastEventId, EventStream.begin(response)));
  }

  private void watch(Campaign campaign, @Nullable String lastEventId, EventStream events)
      throws IOException, InterruptedException {
    long before = campaign.done();
    long since = System.nanoTime();
    Campaign now = campaign;
    String lastId = lastEventId;
    while (watchers.isOpen()) {
      if (eventId(now).equals(lastId)) {
        events.beat();
      } else {
        Duration watched = Duration.ofNanos(System.nanoTime() - since);
        lastId = eventId(now);
        events.send(
            lastId,
            now.status().active() ? "progress" : "end",
            mapper.writeValueAsString(ProgressView.of(now, before, watched)));
      }
      if (!now.status().active()) {
        return;
      }
      Optional<Campaign> found = watch.next(now);
      if (found.isEmpty()) {
        return;
      }
      now = found.get();
    }
  }

  private static String eventId(Campaign campaign) {
    return campaign.done() + "-" + campaign.status();
  }
}
