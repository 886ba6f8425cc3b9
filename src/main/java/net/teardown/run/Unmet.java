package net.teardown.run;

import java.util.stream.Collectors;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.spec.Expect;

/** The outcome isn't one that the caller accepts, and the caller asked for an error then. */
public final class Unmet extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Experiment experiment;

  Unmet(Experiment experiment) {
    super(
        "The experiment ran, and isn't what was expected: "
            + experiment.outcome().shortfalls().stream()
                .map(Expect.Shortfall::sentence)
                .collect(Collectors.joining("; ")));
    this.experiment = experiment;
  }

  /** The experiment with its outcome. */
  public Experiment experiment() {
    return experiment;
  }
}
