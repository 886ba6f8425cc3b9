package net.teardown.api.campaign;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import net.teardown.campaign.Campaign;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Streams the progress of campaigns as server-sent events (WHATWG HTML section 9.2), each stream on
 * the thread of its own request. An event contains the whole state, and its id the number of runs,
 * so a caller who reconnects with {@code Last-Event-ID} has missed only intermediate states.
 *
 * <p>The stream is written without {@code SseEmitter} because of slow readers. A caller who doesn't
 * read blocks only the thread of its own request; afterwards it gets the current state, and no
 * events queue up. An {@code SseEmitter} is written to by another thread, which would be needed in
 * addition and would wait for the same reader.
 */
@Component
class CampaignEvents {

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final Watchers watchers;
  private final JsonMapper mapper;

  CampaignEvents(Watchers watchers, JsonMapper mapper) {
    this.watchers = watchers;
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
    watchers.admit(() -> {
      response.setContentType("text/event-stream;charset=UTF-8");
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
      // Keeps nginx from buffering the stream.
      response.setHeader("X-Accel-Buffering", "no");
      // If the service stops, the stream ends where it is, and the caller reconnects.
      watch(campaign, lastEventId, response.getOutputStream());
    });
  }

  private void watch(Campaign campaign, @Nullable String lastEventId, OutputStream out)
      throws IOException, InterruptedException {
    long before = campaign.done();
    long since = System.nanoTime();
    long lastSentAt = since;
    Campaign now = campaign;
    String lastId = lastEventId;
    send(out, "retry: 2000\n\n");
    while (watchers.isOpen()) {
      if (!eventId(now).equals(lastId)) {
        Duration watched = Duration.ofNanos(System.nanoTime() - since);
        send(
            out,
            "id: %s\nevent: %s\ndata: %s\n\n"
                .formatted(
                    eventId(now),
                    now.status().active() ? "progress" : "end",
                    mapper.writeValueAsString(ProgressView.of(now, before, watched))));
        lastId = eventId(now);
        lastSentAt = System.nanoTime();
      } else if (System.nanoTime() - lastSentAt > HEARTBEAT.toNanos()) {
        send(out, ": still there\n\n");
        lastSentAt = System.nanoTime();
      }
      if (!now.status().active()) {
        return;
      }
      Optional<Campaign> found = watchers.next(now);
      if (found.isEmpty()) {
        return;
      }
      now = found.get();
    }
  }

  private static String eventId(Campaign campaign) {
    return campaign.done() + "-" + campaign.status();
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
