package net.teardown.campaign;

import java.util.function.Function;
import net.teardown.experiment.spec.Spec;
import net.teardown.run.Forecast;
import org.jspecify.annotations.Nullable;

/**
 * A campaign that was planned and isn't started.
 *
 * @param forecasts what theory allows for the spec of a cell, on this host as it is set up now
 */
public record DryRun(Plan plan, Function<Spec, Forecast> forecasts) {

  /**
   * In how many whole seconds its runs can be begun at the earliest, rounded up; null if nothing
   * limits their rate.
   */
  public @Nullable Long leastSeconds() {
    Double rate = plan.ratePerSecond();
    return rate == null ? null : (long) Math.ceil(plan.total() / rate);
  }
}
