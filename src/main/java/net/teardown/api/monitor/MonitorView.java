package net.teardown.api.monitor;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import net.teardown.monitor.Monitor;
import net.teardown.monitor.MonitorState;
import org.jspecify.annotations.Nullable;

/** A monitor in the API. */
@Schema(name = "Monitor", description = "A standing probe and what it knows of its targets")
record MonitorView(
    @Schema(description = "Its name", example = "nodes") String name,
    @Schema(description = "What it runs", example = "responder_unread") String module,
    @Schema(description = "From one run of a target to the next", example = "10000")
        long intervalMillis,
    @Schema(description = "How long a run may take", example = "5000") long timeoutMillis,
    @Schema(description = "How many targets it watches at most", example = "20") int maxTargets,
    @Schema(description = "How many targets there are", example = "3") int found,
    @Schema(description = "Runs that were due and found one under way, or no permit") long skipped,
    @Schema(description = "What a name's lookup said that failed; null if none did")
        @Nullable String lookupFailed,
    @Schema(description = "Those that it watches") List<TargetView> targets) {

  static MonitorView of(MonitorState state) {
    Monitor monitor = state.monitor();
    return new MonitorView(
        monitor.name(),
        monitor.module().name(),
        monitor.interval().toMillis(),
        monitor.timeout().toMillis(),
        monitor.maxTargets(),
        state.found(),
        state.skipped(),
        state.lookupFailed(),
        state.targets().stream().map(TargetView::of).toList());
  }
}
