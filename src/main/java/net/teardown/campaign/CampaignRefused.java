package net.teardown.campaign;

import net.teardown.input.Refused;

/** A campaign isn't in the state for what is asked of it. */
public class CampaignRefused extends Refused {

  private static final long serialVersionUID = 1L;

  CampaignRefused(String message) {
    super(Why.CONFLICT, message);
  }
}
