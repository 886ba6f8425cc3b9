package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.Status;
import org.jspecify.annotations.Nullable;

/** A campaign's progress in its events. */
@Schema(name = "Progress", description = "How far a campaign is")
public record ProgressView(
    Status status,
    @Nullable String message,
    long total,
    long done,
    @Schema(description = "When it would be done at this pace; null where nothing says so")
        @Nullable Instant expectedAt) {

  /**
   * The progress of a campaign.
   *
   * @param doneBefore how many runs were kept when the stream began
   * @param since how long ago that was; null if unknown
   */
  public static ProgressView of(Campaign campaign, long doneBefore, @Nullable Duration since) {
    return new ProgressView(
        campaign.status(),
        campaign.why(),
        campaign.total(),
        campaign.done(),
        expectedAt(campaign, doneBefore, since));
  }

  private static @Nullable Instant expectedAt(
      Campaign campaign, long doneBefore, @Nullable Duration since) {
    long more = campaign.done() - doneBefore;
    if (campaign.status() != Status.RUNNING || since == null || more <= 0) {
      return null;
    }
    double each = (double) since.toNanos() / more;
    return Instant.now().plusNanos((long) (each * (campaign.total() - campaign.done())));
  }
}
