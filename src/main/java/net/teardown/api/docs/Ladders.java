package net.teardown.api.docs;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.policy.Policy;
import net.teardown.run.Runner;
import net.teardown.run.RunnerBusy;
import net.teardown.scenario.Scenario;
import net.teardown.scenario.Scenarios;
import org.springframework.stereotype.Component;

/**
 * Runs the scenarios that documents show as examples, so that their ladders are this host's own.
 * Whoever may read the documents gets them, and must not be able to have more run by that: each
 * runs once, and again only where the outcome wasn't as predicted, after a while.
 */
@Component
final class Ladders {

  private static final long AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

  private final Documents documents;
  private final Scenarios scenarios;
  private final Policy policy;
  private final Runner runner;
  private final Map<String, Made> made = new ConcurrentHashMap<>();

  Ladders(Documents documents, Scenarios scenarios, Policy policy, Runner runner) {
    this.documents = documents;
    this.scenarios = scenarios;
    this.policy = policy;
    this.runner = runner;
  }

  /** A run, and when it was made. */
  private record Made(Experiment experiment, long nanos) {

    boolean toBeMadeAgain() {
      return !Boolean.TRUE.equals(experiment.outcome().asPredicted())
          && System.nanoTime() - nanos > AGAIN_NANOS;
    }
  }

  /**
   * A run of a scenario, neither stored nor counted.
   *
   * @return empty if no document shows the scenario
   * @throws RunnerBusy if the queue of runs is full
   */
  Optional<Experiment> of(String scenario) {
    if (!documents.show(scenario)) {
      return Optional.empty();
    }
    return scenarios
        .named(scenario)
        .map(named ->
            made.compute(
                    scenario,
                    (_, known) -> known == null || known.toBeMadeAgain() ? run(named) : known)
                .experiment());
  }

  private Made run(Scenario scenario) {
    Outcome outcome =
        runner.run(policy.loopback(), new Asked(scenario.spec().toSpec(), Origin.SELF_CHECK));
    return new Made(Experiment.of(outcome), System.nanoTime());
  }
}
