package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of campaigns. */
@Schema(description = "One page of campaigns, newest first")
public record CampaignPage(
    List<CampaignItem> items,
    @Schema(
            description = "Where the next page is; null on the last one",
            example = "/api/v1/campaigns?size=50&after=MDE5YTlm")
        @Nullable String next) {}
