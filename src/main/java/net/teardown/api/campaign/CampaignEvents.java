package net.teardown.api.campaign;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.CampaignService;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.input.Refused;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
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
class CampaignEvents implements SmartLifecycle {

  private static final Duration CHECK_EVERY = Duration.ofMillis(500);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final int MOST = 256;

  private final CampaignService service;
  private final JsonMapper mapper;
  private final Set<Thread> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean open;

  CampaignEvents(CampaignService service, JsonMapper mapper) {
    this.service = service;
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
    streams.add(Thread.currentThread());
    try {
      if (streams.size() > MOST) {
        throw new TooManyStreams();
      }
      response.setContentType("text/event-stream;charset=UTF-8");
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
      // Keeps nginx from buffering the stream.
      response.setHeader("X-Accel-Buffering", "no");
      watch(campaign, lastEventId, response.getOutputStream());
    } catch (InterruptedException _) {
      // The service stops. The stream ends here, and the caller reconnects.
    } finally {
      streams.remove(Thread.currentThread());
      Thread.interrupted();
    }
  }

  private void watch(Campaign campaign, @Nullable String lastEventId, OutputStream out)
      throws IOException, InterruptedException {
    UUID id = campaign.id();
    long before = campaign.done();
    long since = System.nanoTime();
    long lastSentAt = since;
    Campaign now = campaign;
    String lastId = lastEventId;
    send(out, "retry: 2000\n\n");
    while (open) {
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
      Thread.sleep(CHECK_EVERY);
      Optional<Campaign> found = refresh(id, now);
      if (found.isEmpty()) {
        return;
      }
      now = found.get();
    }
  }

  /**
   * Reads the campaign again. If the store is unavailable, the stream goes on with the known state.
   */
  private Optional<Campaign> refresh(UUID id, Campaign known) {
    try {
      return service.find(id);
    } catch (HistoryUnavailable _) {
      return Optional.of(known);
    }
  }

  private static String eventId(Campaign campaign) {
    return campaign.done() + "-" + campaign.status();
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void start() {
    open = true;
  }

  /** Stops before the web server waits for requests in progress. */
  @Override
  public void stop() {
    open = false;
    streams.forEach(Thread::interrupt);
  }

  @Override
  public boolean isRunning() {
    return open;
  }

  /** The limit on event streams is reached. */
  static final class TooManyStreams extends Refused {
    private static final long serialVersionUID = 1L;

    TooManyStreams() {
      super(Why.BUSY, "%d callers are listening already".formatted(MOST), Duration.ofSeconds(10));
    }
  }
}
