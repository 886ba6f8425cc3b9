package net.teardown.probe;

import java.time.Duration;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RunFailed;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.Spec;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.policy.TargetDenied;
import net.teardown.run.RunDefect;
import net.teardown.run.Runner;
import net.teardown.run.RunnerBusy;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.util.ConcurrentLruCache;

/**
 * Runs a module's spec against a target, and keeps the outcome if its answer differs from the last.
 */
@Component
public class Prober {

  private static final Duration NEGLIGIBLE = Duration.ofMillis(1);

  /** Each target of each module has one, while its time limit stays the same. */
  private static final int MOST_SPECS = 10_000;

  /** What a spec follows from. Modules are compared by identity: equal ones are rare. */
  private record Asking(ProbeModule module, String target, Duration within) {

    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
      return other instanceof Asking asking
          && module == asking.module
          && target.equals(asking.target)
          && within.equals(asking.within);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * System.identityHashCode(module) + target.hashCode()) + within.hashCode();
    }
  }

  private final ConcurrentLruCache<Asking, Spec> specs =
      new ConcurrentLruCache<>(
          MOST_SPECS, asking -> asking.module().against(asking.target(), asking.within()));

  private final Policy policy;
  private final Runner runner;
  private final ChangesOnly changes;
  private final ApplicationEventPublisher events;

  Prober(Policy policy, Runner runner, ChangesOnly changes, ApplicationEventPublisher events) {
    this.policy = policy;
    this.runner = runner;
    this.changes = changes;
    this.events = events;
  }

  /**
   * Runs one probe.
   *
   * @param within the time limit, including the lookup of the target's name
   * @param origin who asked for the probe
   * @throws InvalidSpec if the module can't be run against this target
   * @throws TargetDenied if the policy denies the target
   * @throws RunnerBusy if the configured number of runs is waiting already
   * @throws RunDefect if it failed by a defect of this service, which has been counted
   */
  public ProbeResult probe(ProbeModule module, String target, Duration within, Origin origin) {
    return probe(module, target, null, within, origin);
  }

  /**
   * Runs one probe of a target whose host is an address that an earlier lookup returned.
   *
   * @param foundBy the name that was looked up; an entry for it allows the address as well; null if
   *     there was none
   * @throws InvalidSpec if the module can't be run against this target
   * @throws TargetDenied if the policy denies the target
   * @throws RunnerBusy if the configured number of runs is waiting already
   * @throws RunDefect if it failed by a defect of this service, which has been counted
   */
  public ProbeResult probe(
      ProbeModule module, String target, @Nullable String foundBy, Duration within, Origin origin) {
    try {
      return perform(module, target, foundBy, within, origin);
    } catch (InvalidSpec | TargetDenied | RunnerBusy | RunDefect e) {
      throw e;
    } catch (RuntimeException | Error e) {
      events.publishEvent(new RunFailed(origin));
      throw new RunDefect(e);
    }
  }

  private ProbeResult perform(
      ProbeModule module, String target, @Nullable String foundBy, Duration within, Origin origin) {
    long began = System.nanoTime();
    Spec spec = specs.get(new Asking(module, target, within));
    long lookedUp = System.nanoTime();
    AllowedTarget allowed = policy.target(spec, Author.OPERATOR, foundBy);
    Duration lookup = Duration.ofNanos(System.nanoTime() - lookedUp);
    if (lookup.compareTo(NEGLIGIBLE) > 0) {
      spec = module.against(target, within.minus(lookup));
    }
    Asked asked = new Asked(spec, module.name(), module.expect(), origin);
    Outcome outcome =
        module.answersBeforeTheEnd(spec)
            ? runner.connect(allowed, asked)
            : runner.run(allowed, asked);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    ProbeFailure failure = module.isMetBy(outcome) ? null : ProbeFailure.of(module, outcome);
    Experiment kept = changes.keepIfChanged(module, target, outcome, failure);
    return new ProbeResult(
        module, target, allowed.connectsTo().orElse(null), within, lookup, took, kept, failure);
  }
}
