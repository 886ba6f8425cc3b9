package net.teardown.store;

import java.util.UUID;
import net.teardown.experiment.Outcome;
import org.jspecify.annotations.Nullable;

/** How an outcome becomes a row. */
final class ExperimentRow {

  static final String INSERT =
      """
      insert into experiment
        (id, started_at, verdict, as_predicted, label, origin, peer, target_host, vantage, campaign,
         outcome, steps)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private ExperimentRow() {}

  /** What the question marks stand for. */
  static @Nullable Object[] values(Outcome outcome, @Nullable UUID campaign) {
    return new @Nullable Object[] {
      outcome.id(),
      StoredTime.of(outcome.startedAt()),
      outcome.verdict().name(),
      outcome.asPredicted(),
      outcome.label(),
      outcome.origin().name(),
      outcome.spec().peer().name(),
      outcome.spec().target() == null ? null : outcome.spec().target().host(),
      outcome.vantage(),
      campaign,
      OutcomeJson.withoutSteps(outcome),
      OutcomeJson.steps(outcome)
    };
  }
}
