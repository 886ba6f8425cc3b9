package net.teardown.campaign;

import java.time.Duration;
import net.teardown.input.Refused;

/**
 * Refuses a campaign because as many as {@code teardown.campaign.max-queued} allows are waiting.
 */
public class CampaignsFull extends Refused {

  private static final long serialVersionUID = 1L;

  CampaignsFull(String message) {
    super(Why.BUSY, message, Duration.ofSeconds(10));
  }
}
