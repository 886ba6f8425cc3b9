package net.teardown.runner;

import net.teardown.experiment.Origin;
import net.teardown.experiment.Outcome;
import net.teardown.experiment.Spec;
import net.teardown.policy.AllowedTarget;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Runs experiments: the one door to the network. */
@Component
public class Runner {

  /**
   * Runs one experiment now and waits for its outcome. What happens on the network is an outcome, never an exception.
   *
   * @param target whom the policy allowed
   * @param label what the caller groups it by; it has no influence
   * @throws RunnerBusy if as many runs as configured are already waiting for their turn
   */
  public Outcome run(AllowedTarget target, Spec spec, @Nullable String label, Origin origin) {
    throw new UnsupportedOperationException();
  }
}
