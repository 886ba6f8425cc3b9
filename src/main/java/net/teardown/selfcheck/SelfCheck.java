package net.teardown.selfcheck;

import java.util.List;
import java.util.Optional;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.policy.Policy;
import net.teardown.run.Runner;
import net.teardown.scenario.Scenario;
import net.teardown.scenario.Scenarios;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Runs the paper's experiments once the service has started, and keeps the report. */
@Component
@EnableConfigurationProperties(SelfCheckProperties.class)
class SelfCheck {

  /** The paper's experiments. */
  static final List<String> SCENARIOS =
      List.of(
          "echo-one-byte",
          "echo-many-bytes",
          "echo-many-bytes-shutdown",
          "primes-nonprime-second",
          "primes-six-sent");

  private static final Logger log = LoggerFactory.getLogger(SelfCheck.class);

  private final SelfCheckProperties properties;
  private final Scenarios scenarios;
  private final Policy policy;
  private final Runner runner;
  private volatile @Nullable SelfCheckReport report;

  SelfCheck(SelfCheckProperties properties, Scenarios scenarios, Policy policy, Runner runner) {
    this.properties = properties;
    this.scenarios = scenarios;
    this.policy = policy;
    this.runner = runner;
  }

  boolean enabled() {
    return properties.enabled();
  }

  /** The report; empty until it is known. */
  Optional<SelfCheckReport> report() {
    return Optional.ofNullable(report);
  }

  /**
   * Starts the check on a thread of its own, because readiness is only declared when the listeners
   * of this event have returned.
   */
  @EventListener
  void start(ApplicationReadyEvent ready) {
    if (enabled()) {
      String address = FirstCall.of(ready.getApplicationContext().getEnvironment());
      Thread.ofPlatform().name("self-check").daemon().start(() -> checkAndTell(address));
    }
  }

  private void checkAndTell(String firstCall) {
    try {
      SelfCheckReport found = check();
      report = found;
      String text = "%s%n  Try one:  %s".formatted(found.table(), firstCall);
      if (found.asPredicted() && found.undecidingSettings().isEmpty()) {
        log.info(text);
      } else {
        log.warn(text);
      }
    } catch (RuntimeException e) {
      log.warn("The self-check could not run; the service goes on without it.", e);
    }
  }

  SelfCheckReport check() {
    return new SelfCheckReport(
        SCENARIOS.stream().map(this::run).toList(), runner.undecidingSettings());
  }

  private Finding run(String name) {
    Scenario scenario = scenarios.named(name).orElseThrow();
    return new Finding(
        name,
        runner.run(policy.loopback(), new Asked(scenario.spec().toSpec(), Origin.SELF_CHECK)));
  }
}
