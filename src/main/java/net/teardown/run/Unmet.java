package net.teardown.run;

import net.teardown.experiment.outcome.Experiment;

/** An outcome isn't what its caller counts as met, and was to be an error then. */
public final class Unmet extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Experiment experiment;

  Unmet(Experiment experiment) {
    super(
        "The experiment ran, and ended in %s with delivery %s: not what 'expect' counts as met"
            .formatted(experiment.outcome().verdict(), experiment.outcome().delivery()));
    this.experiment = experiment;
  }

  /** The run, and what came of it. */
  public Experiment experiment() {
    return experiment;
  }
}
