package net.teardown.monitor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A monitor and the state of its targets.
 *
 * @param found the number of targets, of which this vantage may monitor only some
 * @param lookupFailed the message of the last lookup if it failed; its targets stay; null if it
 *     succeeded
 */
public record MonitorState(
    Monitor monitor, int found, List<TargetState> targets, @Nullable String lookupFailed) {

  public MonitorState {
    targets = List.copyOf(targets);
  }

  /** The number of skipped runs: one was still in progress, or there was no permit. */
  public long skipped() {
    return targets.stream().mapToLong(TargetState::skipped).sum();
  }
}
