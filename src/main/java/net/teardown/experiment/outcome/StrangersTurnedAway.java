package net.teardown.experiment.outcome;

/**
 * Somebody who has no part in an experiment connected to one of its listeners, and was closed.
 *
 * @param count how many of them
 */
public record StrangersTurnedAway(int count) {}
