package net.teardown.run;

import net.teardown.experiment.outcome.Experiment;

/** The run was made and the store failed afterwards, which this tells so that nothing is lost. */
public final class NotKept extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Experiment experiment;

  NotKept(Experiment experiment, Throwable cause) {
    super("The experiment ran, but the history could not keep it", cause);
    this.experiment = experiment;
  }

  /** The run, and what came of it. */
  public Experiment experiment() {
    return experiment;
  }
}
