package net.teardown.campaign;

/** A campaign isn't in the state for what is asked of it. */
public class CampaignRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CampaignRefused(String message) {
    super(message);
  }
}
