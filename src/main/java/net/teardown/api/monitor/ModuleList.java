package net.teardown.api.monitor;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All modules as a list with a single page. */
@Schema(description = "All modules, those built in first")
public record ModuleList(
    List<ModuleView> items,
    @Schema(description = "Always null: there is one page") @Nullable String next) {}
