package net.teardown.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configures which hosts this instance may connect to.
 *
 * @param allow networks ({@code 10.0.0.0/8}, {@code fd00::/8}), addresses, host names or the word
 *     {@code loopback}, each with an optional port ({@code [fd00::/8]:8007}); a value replaces the
 *     default
 * @param converse the hosts of {@code allow} to which a caller's own bytes may be sent, in the same
 *     notation; {@code none} for no host; as {@code allow} if left out
 */
@ConfigurationProperties("teardown.policy")
record PolicyProperties(
    @DefaultValue("loopback") List<String> allow, @Nullable List<String> converse) {}
