package net.teardown.api.campaign;

import java.util.UUID;
import net.teardown.api.problem.NotFound;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.CampaignService;
import net.teardown.instance.Instance;
import org.springframework.stereotype.Component;

/** Finds the campaign that a path names. */
@Component
class KnownCampaigns {

  private final CampaignService service;
  private final Instance instance;

  KnownCampaigns(CampaignService service, Instance instance) {
    this.service = service;
    this.instance = instance;
  }

  /**
   * The campaign with this id.
   *
   * @throws NotFound naming the vantage that was asked, if there is none
   */
  Campaign named(UUID id) {
    return service
        .find(id)
        .orElseThrow(() ->
            new NotFound(
                "The vantage '%s' knows no campaign %s".formatted(instance.vantage(), id)));
  }
}
