package net.teardown.experiment;

import java.net.URI;

/**
 * The other host of an experiment, as it was named; whether it may be one, and which address the
 * name stands for, the policy decides.
 *
 * @param host a name, or an address without brackets
 * @param port where the test connection goes, 1 to 65535
 * @param responderUrl where the responder is controlled: scheme, host and port, perhaps a path that
 *     a proxy puts before its API. It may lead to the responder another way than {@code host} does
 */
public record Target(String host, int port, URI responderUrl) {}
