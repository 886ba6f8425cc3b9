package net.teardown.campaign;

/** As many campaigns as {@code teardown.campaign.max-queued} allows are waiting already. */
public class CampaignsFull extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CampaignsFull(String message) {
    super(message);
  }
}
