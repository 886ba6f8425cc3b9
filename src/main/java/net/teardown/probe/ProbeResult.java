package net.teardown.probe;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The result of a probe.
 *
 * @param target as it was given
 * @param address the resolved address of the target; null if there is none
 * @param within the probe's time limit
 * @param lookup the duration of the target's lookup
 * @param took the probe's duration
 * @param failure null if it succeeded
 */
public record ProbeResult(
    ProbeModule module,
    String target,
    @Nullable InetAddress address,
    Duration within,
    Duration lookup,
    Duration took,
    Experiment experiment,
    @Nullable ProbeFailure failure) {

  /** The outcome of the run. */
  public Outcome outcome() {
    return experiment.outcome();
  }

  /**
   * Whether a regular expression is what failed: the server ended the stream before a match, or its
   * reply doesn't match.
   */
  public boolean failedDueToRegex() {
    return QueryResponse.neverMatched(outcome()) || (failure != null && failure.isOfRegex());
  }

  /** The labels that the module takes from what it heard, by name; empty for none. */
  public Map<String, String> expectInfo() {
    QueryResponse asked = module.queryResponse();
    return asked == null ? Map.of() : asked.values(outcome());
  }

  /** Whether the probe succeeded. */
  public boolean success() {
    return failure == null;
  }
}
