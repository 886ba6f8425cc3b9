package net.teardown.run.outcome;

import java.time.Instant;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.spec.ResolvedName;
import org.jspecify.annotations.Nullable;

/**
 * A run at its beginning.
 *
 * @param named what the other end's name resolved to; null if the spec gave an address
 */
public record Begun(Asked asked, @Nullable ResolvedName named, Instant at) {

  /** A run that begins now. */
  public static Begun now(Asked asked, @Nullable ResolvedName named) {
    return new Begun(asked, named, Instant.now());
  }
}
