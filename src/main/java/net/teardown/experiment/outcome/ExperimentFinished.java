package net.teardown.experiment.outcome;

/**
 * Event: a run has ended and its outcome is known, whether or not it will be stored. The runner
 * tells its listeners directly, because publishing an event takes a good part of a short run's
 * time.
 */
public record ExperimentFinished(Outcome outcome) {

  /** Is told of each run that has ended, on the thread that made it, and must not block. */
  @FunctionalInterface
  public interface Listener {

    /** A run has ended. */
    void finished(ExperimentFinished run);
  }
}
