package net.teardown.experiment.outcome;

/**
 * Event: an experiment that somebody asked for is over, and is kept if it was to be; one that the
 * history lost has no id. A comparison is part of the experiment that it belongs to.
 */
public record ExperimentMade(Experiment experiment) {}
