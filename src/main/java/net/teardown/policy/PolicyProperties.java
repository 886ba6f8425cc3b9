package net.teardown.policy;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may be a target.
 *
 * @param allow networks and names, each perhaps with a port; what is set takes the default's place
 */
@ConfigurationProperties("teardown.policy")
record PolicyProperties(@DefaultValue(Allowance.LOOPBACK) List<String> allow) {}
