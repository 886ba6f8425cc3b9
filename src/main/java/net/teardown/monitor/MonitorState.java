package net.teardown.monitor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A monitor and what it knows of its targets.
 *
 * @param found how many targets there are, of which it watches some
 * @param lookupFailed what a name's lookup said that failed last; its targets stay; null if none
 *     did
 */
public record MonitorState(
    Monitor monitor, int found, List<TargetState> targets, @Nullable String lookupFailed) {

  public MonitorState {
    targets = List.copyOf(targets);
  }

  /** Runs that were due and found one under way, or no permit. */
  public long skipped() {
    return targets.stream().mapToLong(TargetState::skipped).sum();
  }
}
