package net.teardown.run;

import net.teardown.experiment.outcome.Outcome;

/** The run was made and the store failed afterwards, which this tells so that nothing is lost. */
public final class NotKept extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Outcome outcome;

  NotKept(Outcome outcome, Throwable cause) {
    super("The experiment ran, but the history could not keep it", cause);
    this.outcome = outcome;
  }

  /** What came of the run. */
  public Outcome outcome() {
    return outcome;
  }
}
