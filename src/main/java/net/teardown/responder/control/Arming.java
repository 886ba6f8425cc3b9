package net.teardown.responder.control;

import net.teardown.experiment.spec.SpecDraft;

/**
 * What a responder is armed with.
 *
 * @param protocol {@link ResponderControl#PROTOCOL}
 * @param spec the whole spec, of which the responder plays its half
 * @param remainingMillis how long the run may still take, 1 to 60000
 * @param vantage who asks
 */
public record Arming(int protocol, SpecDraft spec, int remainingMillis, String vantage) {}
