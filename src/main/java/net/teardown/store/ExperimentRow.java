package net.teardown.store;

import java.time.Instant;
import java.util.UUID;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Target;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as a row of table {@code experiment}. Its JSON is written where the row is made, so
 * that no transaction waits for that.
 *
 * @param counted the key under which it is counted
 * @param json the outcome without its steps
 */
record ExperimentRow(
    UUID id,
    Instant startedAt,
    CountKey counted,
    @Nullable UUID campaign,
    Outcome outcome,
    String json,
    String steps) {

  static final String INSERT =
      """
      insert into experiment
        (id, started_at, verdict, as_predicted, label, origin, peer, target_host, vantage, campaign,
         outcome, steps)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  /** The row of an experiment, which must have an id. */
  static ExperimentRow of(Experiment made, @Nullable UUID campaign) {
    return of(made, made.outcome().spec().target().map(Target::host).orElse(null), campaign);
  }

  static ExperimentRow of(Experiment made, @Nullable String targetHost, @Nullable UUID campaign) {
    UUID id = made.id();
    if (id == null) {
      throw new IllegalArgumentException("an experiment without an id");
    }
    Outcome outcome = made.outcome();
    Instant startedAt = outcome.run().startedAt();
    return new ExperimentRow(
        id,
        startedAt,
        CountKey.of(
            startedAt,
            outcome.verdict().name(),
            outcome.asPredicted(),
            outcome.asked().label(),
            targetHost),
        campaign,
        outcome,
        OutcomeJson.withoutSteps(made),
        OutcomeJson.steps(outcome));
  }

  /** The values of the placeholders of {@link #INSERT}. */
  @Nullable Object[] values() {
    return new @Nullable Object[] {
      id,
      StoredTime.of(startedAt),
      counted.verdict(),
      outcome.asPredicted(),
      counted.label(),
      outcome.asked().origin().name(),
      outcome.spec().peer().name(),
      counted.targetHost(),
      outcome.run().vantage(),
      campaign,
      json,
      steps
    };
  }
}
