package net.teardown.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All scenarios, in the shape of every list. */
@Schema(description = "All scenarios, the paper's own first")
record ScenarioList(
    List<ScenarioView> items,
    @Schema(description = "Always null: there is one page") @Nullable String next) {}
