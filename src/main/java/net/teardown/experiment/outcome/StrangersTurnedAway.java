package net.teardown.experiment.outcome;

/**
 * Event: connections that belong to no experiment reached an experiment's listener and were closed.
 *
 * @param count how many connections
 */
public record StrangersTurnedAway(int count) {}
