package net.teardown.scenario;

/**
 * A case that people meet and no spec can bring about.
 *
 * @param name what it would be called
 * @param mechanism what happens, in a sentence
 * @param reason why it can't be run here, and what comes nearest
 */
public record NotExpressible(String name, String mechanism, String reason) {}
