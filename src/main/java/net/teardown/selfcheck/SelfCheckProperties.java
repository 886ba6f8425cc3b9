package net.teardown.selfcheck;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The self-check at start-up.
 *
 * @param enabled whether to run the paper's experiments once the service has started, and log what
 *     this host does
 */
@ConfigurationProperties("teardown.self-check")
record SelfCheckProperties(@DefaultValue("true") boolean enabled) {}
