package net.teardown.probe;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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

/**
 * Keeps of a target's probes what is news: another answer than the one before, and once a minute
 * that it still fails. It remembers a bounded number of targets; of one that it has forgotten, the
 * next answer is news.
 */
@Component
class News {

  private static final Logger log = LoggerFactory.getLogger(News.class);

  private static final Duration STILL_FAILING = Duration.ofMinutes(1);
  private static final int MOST_TARGETS = 10_000;

  private record Whose(String module, String target) {}

  private record Answer(@Nullable Failure failure, Verdict verdict, Delivery delivery) {}

  private record Kept(Answer answer, long atNanos) {}

  private final Map<Whose, Kept> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Whose, Kept> eldest) {
          return size() > mostTargets;
        }
      };

  private final Experiments experiments;
  private final Duration stillFailing;
  private final int mostTargets;

  @Autowired
  News(Experiments experiments) {
    this(experiments, STILL_FAILING, MOST_TARGETS);
  }

  /**
   * @param stillFailing how often a failure that lasts is kept
   * @param mostTargets how many targets are remembered, each with each of its modules
   */
  News(Experiments experiments, Duration stillFailing, int mostTargets) {
    this.experiments = experiments;
    this.stillFailing = stillFailing;
    this.mostTargets = mostTargets;
  }

  /**
   * Keeps an outcome if it is news and the history can be written; else it is news the next time.
   *
   * @return the experiment, under its id if it is kept
   */
  Experiment tell(String module, String target, Outcome outcome, @Nullable Failure failure) {
    Experiment made = Experiment.of(outcome);
    Whose whose = new Whose(module, target);
    Kept now =
        new Kept(new Answer(failure, outcome.verdict(), outcome.delivery()), System.nanoTime());
    Kept before;
    synchronized (last) {
      before = last.get(whose);
      if (before != null && !isNews(now, before)) {
        return made;
      }
      last.put(whose, now);
    }
    try {
      if (experiments.available()) {
        return experiments.keep(made);
      }
    } catch (Experiments.HistoryUnavailable e) {
      log.debug("a probe's outcome could not be kept", e);
    }
    synchronized (last) {
      if (before == null) {
        last.remove(whose, now);
      } else {
        last.replace(whose, now, before);
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
