package net.teardown.api.probe;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The probes that are remembered, as a list with a single page. */
@Schema(description = "The last probes that were asked for, the newest first")
record ProbeList(
    List<ProbeItem> items,
    @Schema(description = "Always null: there is one page") @Nullable String next) {}
