package net.teardown.store;

import java.time.Instant;
import java.util.UUID;
import net.teardown.experiment.outcome.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * An outcome as a row.
 *
 * @param counted under what it is counted
 */
record ExperimentRow(
    UUID id, Instant startedAt, Counted counted, @Nullable UUID campaign, Outcome outcome) {

  static final String INSERT =
      """
      insert into experiment
        (id, started_at, verdict, as_predicted, label, origin, peer, target_host, vantage, campaign,
         outcome, steps)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  /** The row of an outcome that has its id. */
  static ExperimentRow of(Outcome outcome, @Nullable UUID campaign) {
    return of(
        outcome, outcome.spec().target() == null ? null : outcome.spec().target().host(), campaign);
  }

  static ExperimentRow of(Outcome outcome, @Nullable String targetHost, @Nullable UUID campaign) {
    UUID id = outcome.id();
    if (id == null) {
      throw new IllegalArgumentException("an outcome without an id");
    }
    return new ExperimentRow(
        id,
        outcome.startedAt(),
        Counted.of(
            outcome.startedAt(),
            outcome.verdict().name(),
            outcome.asPredicted(),
            outcome.label(),
            targetHost),
        campaign,
        outcome);
  }

  /** What the question marks of {@link #INSERT} stand for. */
  @Nullable Object[] values() {
    return new @Nullable Object[] {
      id,
      StoredTime.of(startedAt),
      counted.verdict(),
      outcome.asPredicted(),
      counted.label(),
      outcome.origin().name(),
      outcome.spec().peer().name(),
      counted.targetHost(),
      outcome.vantage(),
      campaign,
      OutcomeJson.withoutSteps(outcome),
      OutcomeJson.steps(outcome)
    };
  }
}
