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
 * Tells how far campaigns are as server-sent events (WHATWG HTML section 9.2), each stream on the
 * thread of its own request. An event is the whole state, and its id the number of runs: who comes
 * back with {@code Last-Event-ID} has missed nothing but the way.
 *
 * <p>Written by hand for the sake of slow readers. One who doesn't read holds up the thread of
 * their own request, looks at the state again when they have read, and gets no event in between;
 * nothing piles up for them. An {@code SseEmitter} is sent to from outside: it takes a thread per
 * stream besides, and its sends wait for the same reader.
 */
@Component
class CampaignEvents implements SmartLifecycle {

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final int MOST = 256;

  private final CampaignService office;
  private final JsonMapper mapper;
  private final Set<Thread> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean open;

  CampaignEvents(CampaignService office, JsonMapper mapper) {
    this.office = office;
    this.mapper = mapper;
  }

  /**
   * Writes events until the campaign has ended, the caller is gone, or the service stops.
   *
   * @param lastEventId what the caller heard last; null if nothing
   * @throws IOException if the caller is gone
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
      // nginx would hold back what it takes for a page.
      response.setHeader("X-Accel-Buffering", "no");
      watch(campaign, lastEventId, response.getOutputStream());
    } catch (InterruptedException _) {
      // The service stops: the stream ends where it stands, and the caller comes back.
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
    long spoke = since;
    Campaign now = campaign;
    String heard = lastEventId;
    send(out, "retry: 2000\n\n");
    while (open) {
      if (!eventId(now).equals(heard)) {
        Duration watched = Duration.ofNanos(System.nanoTime() - since);
        send(
            out,
            "id: %s\nevent: %s\ndata: %s\n\n"
                .formatted(
                    eventId(now),
                    now.status().active() ? "progress" : "end",
                    mapper.writeValueAsString(ProgressView.of(now, before, watched))));
        heard = eventId(now);
        spoke = System.nanoTime();
      } else if (System.nanoTime() - spoke > HEARTBEAT.toNanos()) {
        send(out, ": still there\n\n");
        spoke = System.nanoTime();
      }
      if (!now.status().active()) {
        return;
      }
      Thread.sleep(LOOK_EVERY);
      Optional<Campaign> found = look(id, now);
      if (found.isEmpty()) {
        return;
      }
      now = found.get();
    }
  }

  /** The store may be away for a while: the stream goes on with what is known. */
  private Optional<Campaign> look(UUID id, Campaign known) {
    try {
      return office.find(id);
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

  /** Before the web server waits for requests that are under way. */
  @Override
  public void stop() {
    open = false;
    streams.forEach(Thread::interrupt);
  }

  @Override
  public boolean isRunning() {
    return open;
  }

  /** As many callers are listening as may. */
  static final class TooManyStreams extends Refused {
    private static final long serialVersionUID = 1L;

    TooManyStreams() {
      super(Why.BUSY, "%d callers are listening already".formatted(MOST), Duration.ofSeconds(10));
    }
  }
}
