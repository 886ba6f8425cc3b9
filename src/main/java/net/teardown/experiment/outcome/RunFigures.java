package net.teardown.experiment.outcome;

import java.time.Instant;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.spec.Expect;
import org.jspecify.annotations.Nullable;

/**
 * What of an outcome is counted. Many runs are never looked at otherwise, and their {@link Outcome}
 * isn't made.
 *
 * @param asPredicted whether theory allows verdict and delivery; null where there is nothing to
 *     compare
 * @param got what an expectation looks at
 * @param connectMicros how long {@code connect} took; null if the connection was never established
 * @param durationMicros from the first call to the last
 */
public record RunFigures(
    Judgement judgement,
    @Nullable Boolean asPredicted,
    Expect.Got got,
    Instant startedAt,
    @Nullable Long connectMicros,
    long durationMicros) {

  /** The figures of this outcome. */
  public static RunFigures of(Outcome outcome) {
    return new RunFigures(
        outcome.judgement(),
        outcome.asPredicted(),
        outcome.got(),
        outcome.run().startedAt(),
        outcome.judgement().connected() ? outcome.initiator().micros(Call.CONNECT) : null,
        outcome.run().durationMicros());
  }

  /** Whether the run meets this expectation; null if there is none. */
  public @Nullable Boolean met(@Nullable Expect expect) {
    return expect == null ? null : Boolean.valueOf(expect.isMetBy(got));
  }

  /** The HTTP status that a server replied with; null if there was none. */
  public @Nullable Integer httpStatus() {
    return got.httpStatus();
  }
}
