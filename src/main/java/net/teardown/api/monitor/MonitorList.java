package net.teardown.api.monitor;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All monitors as a list with a single page. */
@Schema(description = "All monitors, in the order of the probes file")
public record MonitorList(
    List<MonitorView> items,
    @Schema(description = "Always null: there is one page") @Nullable String next) {}
