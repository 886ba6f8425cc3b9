package net.teardown.probe;

import java.net.InetAddress;
import java.time.Duration;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A probe that is over.
 *
 * @param target as it was asked for
 * @param address what the target's name stands for; null if nothing
 * @param within how long it might have taken
 * @param lookup how long looking up the target took
 * @param took from its beginning to its end
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

  /** What came of the run. */
  public Outcome outcome() {
    return experiment.outcome();
  }

  /** Whether it succeeded. */
  public boolean success() {
    return failure == null;
  }
}
