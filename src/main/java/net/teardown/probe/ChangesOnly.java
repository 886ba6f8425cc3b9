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
 * Keeps of a target's probes what is news: another answer than the one before, and once a minute
 * that it still fails. It remembers a bounded number of targets; of one that it has forgotten, the
 * next answer is news.
 */
@Component
class ChangesOnly {

  private static final Logger log = LoggerFactory.getLogger(ChangesOnly.class);

  private static final Duration STILL_FAILING = Duration.ofMinutes(1);
  private static final int MOST_TARGETS = 10_000;

  private record Whose(String module, String target) {}

  private record Answer(@Nullable ProbeFailure failure, Verdict verdict, Delivery delivery) {}

  private record Kept(Answer answer, long atNanos) {}

  /** What was last kept of a target; its own lock holds it. */
  private static final class Last {
    private @Nullable Kept kept;
  }

  private final ConcurrentLruCache<Whose, Last> targets;
  private final Experiments experiments;
  private final Duration stillFailing;

  @Autowired
  ChangesOnly(Experiments experiments) {
    this(experiments, STILL_FAILING, MOST_TARGETS);
  }

  /**
   * @param stillFailing how often a failure that lasts is kept
   * @param mostTargets how many targets are remembered, each with each of its modules
   */
  ChangesOnly(Experiments experiments, Duration stillFailing, int mostTargets) {
    this.experiments = experiments;
    this.stillFailing = stillFailing;
    this.targets = new ConcurrentLruCache<>(mostTargets, _ -> new Last());
  }

  /**
   * Keeps an outcome if it is news and the history can be written; else it is news the next time.
   *
   * @return the experiment, under its id if it is kept
   */
  Experiment tell(String module, String target, Outcome outcome, @Nullable ProbeFailure failure) {
    Experiment made = Experiment.of(outcome);
    Kept now =
        new Kept(new Answer(failure, outcome.verdict(), outcome.delivery()), System.nanoTime());
    Last last = targets.get(new Whose(module, target));
    Kept before;
    synchronized (last) {
      before = last.kept;
      if (before != null && !isNews(now, before)) {
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

  private boolean isNews(Kept now, Kept before) {
    return !now.answer().equals(before.answer())
        || (now.answer().failure() != null
            && now.atNanos() - before.atNanos() >= stillFailing.toNanos());
  }
}
