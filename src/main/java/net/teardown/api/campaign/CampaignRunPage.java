package net.teardown.api.campaign;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a campaign's runs.
 *
 * @param axes the name of each axis, for tables
 */
@Schema(description = "One page of a campaign's runs, in the order in which they were kept")
record CampaignRunPage(
    List<CampaignRunView> items,
    @Schema(
            description = "Where the next page is; null on the last one",
            example =
                "/api/v1/campaigns/019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55/runs?cell=7&after=800")
        @Nullable String next,
    @JsonIgnore @Schema(hidden = true) List<String> axes) {}
