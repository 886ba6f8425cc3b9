package net.teardown.run;

import net.teardown.experiment.outcome.Experiment;

/**
 * The run was made, but the store failed afterwards. It carries the experiment, so that the result
 * isn't lost.
 */
public final class NotKept extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Experiment experiment;

  NotKept(Experiment experiment, Throwable cause) {
    super("The experiment ran, but the history could not keep it", cause);
    this.experiment = experiment;
  }

  /** The experiment with its outcome. */
  public Experiment experiment() {
    return experiment;
  }
}
