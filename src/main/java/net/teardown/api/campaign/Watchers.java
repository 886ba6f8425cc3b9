package net.teardown.api.campaign;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.CampaignService;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.input.Refused;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Callers who wait for a campaign, each on the thread of its own request. There is a bounded number
 * of them, and none waits longer than the service runs.
 */
@Component
class Watchers implements SmartLifecycle {

  private static final Duration CHECK_EVERY = Duration.ofMillis(500);
  private static final int MOST = 256;

  private final CampaignService service;
  private final Set<Thread> watching = ConcurrentHashMap.newKeySet();
  private volatile boolean open;

  Watchers(CampaignService service) {
    this.service = service;
  }

  /** What a caller waits for. */
  interface Watch {
    /**
     * Waits, and answers the caller.
     *
     * @throws InterruptedException if the service stops
     * @throws IOException if the caller has disconnected
     */
    void watch() throws IOException, InterruptedException;
  }

  /**
   * Runs this on the calling thread. It returns early if the service stops.
   *
   * @throws TooManyWatchers if as many as may are waiting; nothing is run then
   */
  void admit(Watch watch) throws IOException {
    watching.add(Thread.currentThread());
    try {
      if (watching.size() > MOST) {
        throw new TooManyWatchers();
      }
      watch.watch();
    } catch (InterruptedException _) {
      // The service stops.
    } finally {
      watching.remove(Thread.currentThread());
      Thread.interrupted();
    }
  }

  /** Whether the service runs on. */
  boolean isOpen() {
    return open;
  }

  /**
   * Waits for the end of a campaign.
   *
   * @return the campaign when it ended, this time was over, or the service stopped
   */
  Campaign await(Campaign campaign, Duration atMost) {
    long until = System.nanoTime() + atMost.toNanos();
    Campaign now = campaign;
    try {
      for (long left = atMost.toNanos();
          open && left > 0 && now.status().active();
          left = until - System.nanoTime()) {
        service.pause(now, Duration.ofNanos(Math.min(left, CHECK_EVERY.toNanos())));
        Optional<Campaign> found = refresh(now);
        if (found.isEmpty()) {
          return now;
        }
        now = found.get();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return now;
  }

  /**
   * The campaign a while later, or as soon as it ends.
   *
   * @return empty if it was deleted
   */
  Optional<Campaign> next(Campaign campaign) throws InterruptedException {
    service.pause(campaign, CHECK_EVERY);
    return refresh(campaign);
  }

  /** Reads the campaign again. If the store is unavailable, what is known of it holds. */
  private Optional<Campaign> refresh(Campaign known) {
    try {
      return service.find(known.id());
    } catch (HistoryUnavailable _) {
      return Optional.of(known);
    }
  }

  @Override
  public void start() {
    open = true;
  }

  /** Stops before the web server waits for requests in progress. */
  @Override
  public void stop() {
    open = false;
    watching.forEach(Thread::interrupt);
  }

  @Override
  public boolean isRunning() {
    return open;
  }

  /** The limit on waiting callers is reached. */
  static final class TooManyWatchers extends Refused {
    private static final long serialVersionUID = 1L;

    TooManyWatchers() {
      super(
          Why.BUSY,
          "%d callers are waiting for campaigns already".formatted(MOST),
          Duration.ofSeconds(10));
    }
  }
}
