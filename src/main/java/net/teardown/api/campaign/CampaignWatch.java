package net.teardown.api.campaign;

import java.time.Duration;
import java.util.Optional;
import net.teardown.api.http.Watchers;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.CampaignService;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import org.springframework.stereotype.Component;

/** Waits for what becomes of a campaign; to be called by admitted {@link Watchers}. */
@Component
class CampaignWatch {

  private static final Duration CHECK_EVERY = Duration.ofMillis(500);

  private final CampaignService service;
  private final Watchers watchers;

  CampaignWatch(CampaignService service, Watchers watchers) {
    this.service = service;
    this.watchers = watchers;
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
          watchers.isOpen() && left > 0 && now.status().active();
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
}
