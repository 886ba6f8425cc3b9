package net.teardown.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A run under way that was accepted and isn't waited for.
 *
 * @param id under which its outcome will be stored
 * @param asked what is run, as it may be stored and shown
 * @param startedAt when it was accepted, to the microsecond
 * @param vantage the name of the instance that makes it
 * @param turns the turns that were taken so far; null where another instance makes it, which alone
 *     knows them
 */
public record LongRun(
    UUID id, Asked asked, Instant startedAt, String vantage, @Nullable List<TurnTaken> turns) {

  /** The run of which this outcome is kept if it is interrupted. */
  static LongRun of(UUID id, Outcome outcome, @Nullable List<TurnTaken> turns) {
    return new LongRun(
        id, outcome.asked(), outcome.run().startedAt(), outcome.run().vantage(), turns);
  }

  /** How long it may still take at most; 0 where it should be over. */
  public Duration left(Instant now) {
    Duration left = Duration.between(now, startedAt.plus(asked.spec().timeout()));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
