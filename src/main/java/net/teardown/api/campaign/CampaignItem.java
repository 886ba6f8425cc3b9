package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import net.teardown.campaign.Bisection;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.Status;
import org.jspecify.annotations.Nullable;

/** A campaign in a list. */
@Schema(name = "CampaignItem", description = "A campaign and how far it is")
public record CampaignItem(
    UUID id,
    @Nullable String label,
    Status status,
    @Schema(description = "Why it stands where it stands; null if there is nothing to say")
        @Nullable String message,
    @Schema(description = "The instance that its runs are made from", example = "probe-a")
        String vantage,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Schema(
            description = "The other host, as all runs have it; null on loopback, or along an axis",
            example = "10.0.0.5:8080")
        @Nullable String target,
    @Schema(description = "What varies, the last the fastest", example = "[\"bytesSent\"]")
        Set<String> axes,
    @Schema(description = "Which axis is searched for a limit; null if none is")
        @Nullable String bisect,
    @Schema(description = "Runs that there will be", example = "2400") long total,
    @Schema(description = "Runs that are kept", example = "1200") long done) {

  /** The item of a campaign. */
  public static CampaignItem of(Campaign campaign) {
    Bisection bisect = campaign.bisect();
    return new CampaignItem(
        campaign.id(),
        campaign.label(),
        campaign.status(),
        campaign.why(),
        campaign.vantage(),
        campaign.createdAt(),
        campaign.startedAt(),
        campaign.finishedAt(),
        campaign.base().target(),
        campaign.axes().keySet(),
        bisect == null ? null : bisect.axis(),
        campaign.total(),
        campaign.done());
  }
}
