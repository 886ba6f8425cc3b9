package net.teardown.run;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Reason;
import net.teardown.policy.AllowedTarget;
import net.teardown.script.RunHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that nobody waits for, while this instance makes it.
 *
 * @param ifInterrupted what is kept of it if this process goes away
 * @param handle ends it early, and tells its turns
 * @param ended is counted down once it is over, and kept if it can be
 */
record RunUnderWay(
    UUID id,
    AllowedTarget target,
    Asked asked,
    Outcome ifInterrupted,
    RunHandle handle,
    CountDownLatch ended) {

  private static final Logger LOG = LoggerFactory.getLogger(RunUnderWay.class);

  /** How soon to ask again for a turn. */
  private static final Duration AGAIN = Duration.ofMillis(50);

  private static final String GONE = "the instance that made it was gone before its end";
  private static final String DEFECT = "a defect of the service ended it; its log says more";

  /** A run that begins now. */
  static RunUnderWay of(UUID id, AllowedTarget target, Asked asked, ApartRuns runs) {
    return new RunUnderWay(
        id,
        target,
        asked,
        runs.interrupted(target, asked, GONE),
        new RunHandle(),
        new CountDownLatch(1));
  }

  /** What is stored of it while it is under way. */
  Experiment stored() {
    return Experiment.of(ifInterrupted).keptAs(id);
  }

  /** It as callers may see it. */
  LongRun shown() {
    return LongRun.of(id, ifInterrupted, handle.turns());
  }

  /**
   * Makes it, once there is room if it needs any. From then on nobody can end it.
   *
   * @throws InterruptedException if the calling thread was interrupted
   */
  Experiment make(ApartRuns runs, Function<RunHandle, Experiment> how) throws InterruptedException {
    Experiment made = made(runs, how);
    Reason early = handle.over();
    Outcome outcome = early == null ? made.outcome() : made.outcome().endedEarly(early);
    return new Experiment(id, outcome, made.comparison(), made.uncompared());
  }

  private Experiment made(ApartRuns runs, Function<RunHandle, Experiment> how)
      throws InterruptedException {
    while (handle.endedBy() == null) {
      try {
        return how.apply(handle);
      } catch (RunnerBusy e) {
        LOG.debug("run {} waits for its turn: {}", id, e.getMessage());
        Thread.sleep(AGAIN);
      } catch (RuntimeException | Error e) {
        LOG.error("run {} failed", id, e);
        return Experiment.of(runs.interrupted(target, asked, DEFECT));
      }
    }
    return Experiment.of(ifInterrupted);
  }
}
