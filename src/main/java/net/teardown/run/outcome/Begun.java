package net.teardown.run.outcome;

import java.time.Instant;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.spec.ResolvedName;
import net.teardown.experiment.terms.Environment;
import org.jspecify.annotations.Nullable;

/**
 * A run at its beginning.
 *
 * @param named what the other end's name resolved to; null if the spec gave an address
 * @param environment the settings of this host
 */
public record Begun(
    Asked asked, @Nullable ResolvedName named, Environment environment, Instant at) {}
