package net.teardown.scenario;

/**
 * A case that occurs in practice and that no spec can produce.
 *
 * @param name the name it would have as a scenario
 * @param mechanism what happens, in a sentence
 * @param reason why it can't be run here, and what comes nearest
 */
public record NotExpressible(String name, String mechanism, String reason) {}
