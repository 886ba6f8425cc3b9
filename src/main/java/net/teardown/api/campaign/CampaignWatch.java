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
    return watchers.await(
        campaign,
        atMost,
        new Watchers.Awaited<>() {
          @Override
          public boolean goesOn(Campaign now) {
            return now.status().active();
          }

          @Override
          public void pause(Campaign now, Duration most) throws InterruptedException {
            service.pause(now, most);
          }

          @Override
          public Optional<Campaign> again(Campaign known) {
            return refresh(known);
          }
        });
  }

  /**
   * The campaign a while later, or as soon as it ends.
   *
   * @return empty if it was deleted
   */
  Optional<Campaign> next(Campaign campaign) throws InterruptedException {
    service.pause(campaign, Watchers.CHECK_EVERY);
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
