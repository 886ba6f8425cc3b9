package net.teardown.experiment.outcome;

/**
 * Event: a run has ended and its outcome is known, whether or not it will be stored. The runner
 * publishes it.
 */
public record ExperimentFinished(Outcome outcome) {}
