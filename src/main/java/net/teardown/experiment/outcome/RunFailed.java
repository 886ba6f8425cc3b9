package net.teardown.experiment.outcome;

/**
 * A run failed by a defect of this service: there is no outcome of it.
 *
 * @param origin who asked for it
 */
public record RunFailed(Origin origin) {}
