package net.teardown.campaign;

import net.teardown.input.Refused;

/** Refuses a request that the campaign's status doesn't allow. */
public class CampaignRefused extends Refused {

  private static final long serialVersionUID = 1L;

  CampaignRefused(String message) {
    super(Why.CONFLICT, message);
  }
}
