package net.teardown.experiment.outcome;

/**
 * Event: a run failed by a defect of this service, so it has no outcome.
 *
 * @param origin which part of the service asked for it
 */
public record RunFailed(Origin origin) {}
