package net.teardown.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import net.teardown.run.Runner;
import net.teardown.script.Leaves;
import org.springframework.stereotype.Component;

/** Counts the connections that were left after their run was over. */
@Component
class LeaveMetrics implements MeterBinder {

  private final Runner runner;

  LeaveMetrics(Runner runner) {
    this.runner = runner;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Leaves.Result result : Leaves.Result.values()) {
      FunctionCounter.builder("teardown.leaves", runner, made -> made.left(result))
          .description(
              "Connections of probes that asked for no more than a connection, by how they were"
                  + " left afterwards: half-closed and read to the other end's FIN (clean), reset"
                  + " by the other end, or closed because it hadn't ended them within five seconds"
                  + " (impolite)")
          .tag("result", Label.of(result))
          .register(registry);
    }
  }
}
