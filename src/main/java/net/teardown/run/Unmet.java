package net.teardown.run;

import net.teardown.experiment.outcome.Experiment;

/** The outcome isn't one that the caller accepts, and the caller asked for an error then. */
public final class Unmet extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Experiment experiment;

  Unmet(Experiment experiment) {
    super(
        "The experiment ran, and ended in %s with delivery %s: not what 'expect' counts as met"
            .formatted(experiment.outcome().verdict(), experiment.outcome().delivery()));
    this.experiment = experiment;
  }

  /** The experiment with its outcome. */
  public Experiment experiment() {
    return experiment;
  }
}
