package net.teardown.run.outcome;

import java.time.Instant;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.spec.ResolvedName;
import org.jspecify.annotations.Nullable;

/**
 * A run that begins.
 *
 * @param named what the other end's name stands for; null where it was given by its address
 */
public record Begun(Asked asked, @Nullable ResolvedName named, Instant at) {

  /** One that begins now. */
  public static Begun now(Asked asked, @Nullable ResolvedName named) {
    return new Begun(asked, named, Instant.now());
  }
}
