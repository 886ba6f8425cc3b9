package net.teardown.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whom this instance may connect to.
 *
 * @param allow networks ({@code 10.0.0.0/8}, {@code fd00::/8}), addresses, host names or the word
 *     {@code loopback}, each perhaps with a port ({@code [fd00::/8]:8007}); what is set replaces
 *     the default
 * @param converse to whom of those bytes of a caller's own may be sent, in the same words; {@code
 *     none} is nobody; as {@code allow} if left out
 */
@ConfigurationProperties("teardown.policy")
record PolicyProperties(
    @DefaultValue("loopback") List<String> allow, @Nullable List<String> converse) {}
