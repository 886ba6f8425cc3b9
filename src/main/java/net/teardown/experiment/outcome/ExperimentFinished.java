package net.teardown.experiment.outcome;

/**
 * A run has ended and its outcome is known; whether anybody keeps it is another matter. Published
 * by the runner.
 */
public record ExperimentFinished(Outcome outcome) {}
