package net.teardown.probe;

import java.time.Duration;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.util.ConcurrentLruCache;

/**
 * Keeps a target's outcome only if the answer differs from the one before, and a lasting failure
 * once a minute. The number of remembered targets is bounded; the next answer of a forgotten target
 * counts as different.
 */
@Component
class ChangesOnly {

  private static final Logger log = LoggerFactory.getLogger(ChangesOnly.class);

  private static final Duration STILL_FAILING = Duration.ofMinutes(1);
  private static final int MOST_TARGETS = 10_000;

  private record Key(String module, String target) {}

  /**
   * What is compared.
   *
   * @param verdict null if the module is content with a connection: how that ends is no news then
   * @param delivery null as the verdict
   */
  private record Answer(
      @Nullable ProbeFailure failure, @Nullable Verdict verdict, @Nullable Delivery delivery) {

    static Answer of(ProbeModule module, Outcome outcome, @Nullable ProbeFailure failure) {
      return module.succeedsHoweverItEnds() && failure == null
          ? new Answer(null, null, null)
          : new Answer(failure, outcome.verdict(), outcome.delivery());
    }
  }

  private record Kept(Answer answer, long atNanos) {}

  /** The last kept answer of a target, guarded by its own lock. */
  private static final class Last {
    private @Nullable Kept kept;
  }

  private final ConcurrentLruCache<Key, Last> targets;
  private final Experiments experiments;
  private final Duration stillFailing;

  @Autowired
  ChangesOnly(Experiments experiments) {
    this(experiments, STILL_FAILING, MOST_TARGETS);
  }

  /**
   * @param stillFailing how often a lasting failure is kept
   * @param mostTargets how many pairs of target and module are remembered
   */
  ChangesOnly(Experiments experiments, Duration stillFailing, int mostTargets) {
    this.experiments = experiments;
    this.stillFailing = stillFailing;
    this.targets = new ConcurrentLruCache<>(mostTargets, _ -> new Last());
  }

  /**
   * Keeps an outcome if its answer differs and the history can be written. If it can't, the next
   * outcome is tried again.
   *
   * @return the experiment, with an id if it is kept
   */
  Experiment keepIfChanged(
      ProbeModule module, String target, Outcome outcome, @Nullable ProbeFailure failure) {
    Experiment made = Experiment.of(outcome);
    Kept now = new Kept(Answer.of(module, outcome, failure), System.nanoTime());
    Last last = targets.get(new Key(module.name(), target));
    Kept before;
    synchronized (last) {
      before = last.kept;
      if (before != null && !differs(now, before)) {
        return made;
      }
      last.kept = now;
    }
    try {
      if (experiments.available()) {
        return experiments.keep(made);
      }
    } catch (Experiments.HistoryUnavailable e) {
      log.debug("a probe's outcome could not be kept", e);
    }
    synchronized (last) {
      if (now.equals(last.kept)) {
        last.kept = before;
      }
    }
    return made;
  }

  private boolean differs(Kept now, Kept before) {
    return !now.answer().equals(before.answer())
        || (now.answer().failure() != null
            && now.atNanos() - before.atNanos() >= stillFailing.toNanos());
  }
}
