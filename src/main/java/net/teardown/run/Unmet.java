package net.teardown.run;

import net.teardown.experiment.outcome.Outcome;

/** An outcome isn't what its caller counts as met, and was to be an error then. */
public final class Unmet extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Outcome outcome;

  Unmet(Outcome outcome) {
    super(
        "The experiment ran, and ended in %s with delivery %s: not what 'expect' counts as met"
            .formatted(outcome.verdict(), outcome.delivery()));
    this.outcome = outcome;
  }

  /** What came of the run. */
  public Outcome outcome() {
    return outcome;
  }
}
