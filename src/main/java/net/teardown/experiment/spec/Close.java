package net.teardown.experiment.spec;

import net.teardown.experiment.terms.Closer;
import org.jspecify.annotations.Nullable;

/**
 * How one end closes.
 *
 * @param closer which end closes
 * @param bytesRead bytes it reads before it closes
 * @param shutdownBeforeClose whether it half-closes first: shutdown(SHUT_WR)
 * @param drainBeforeClose whether it reads to end of stream after its half-close
 * @param drainMillis bound of that drain, 0 to 3600000
 * @param lingerSeconds SO_LINGER; null leaves it unset, 0 aborts
 */
public record Close(
    Closer closer,
    int bytesRead,
    boolean shutdownBeforeClose,
    boolean drainBeforeClose,
    int drainMillis,
    @Nullable Integer lingerSeconds) {

  /** Whether it aborts on purpose, by SO_LINGER {on, 0}. */
  public boolean aborts() {
    return lingerSeconds != null && lingerSeconds == 0;
  }
}
