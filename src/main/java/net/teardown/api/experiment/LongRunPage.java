package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of runs under way. */
@Schema(
    name = "RunningPage",
    description = "One page of the experiments under way that nobody waits for, newest first")
public record LongRunPage(
    List<LongRunView> items,
    @Schema(
            description = "Where the next page is; null on the last one",
            example = "/api/v1/experiments?status=RUNNING&size=50&after=MDE5YTlm")
        @Nullable String next) {}
