package net.teardown.campaign;

import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import net.teardown.campaign.RunOrder.Place;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RunFigures;
import net.teardown.instance.NoThread;
import net.teardown.run.LaneRuns;
import net.teardown.run.RunGroup;
import net.teardown.run.Runner;
import net.teardown.run.RunnerBusy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the runs of a campaign that wait (no lane can make them), through the runner, a bounded
 * number at a time.
 */
final class Dispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final RunSource source;
  private final Backlog backlog;
  private final Function<Place, LaneRuns.RunRequest> requests;
  private final Consumer<Throwable> onBroken;
  private final Semaphore atATime;
  private final RunGroup runs;

  /**
   * @param requests makes the request for the run at a place
   * @param onBroken called if the next run can't be determined
   * @param most how many may be under way at once
   */
  Dispatcher(
      Runner runner,
      RunSource source,
      Backlog backlog,
      Function<Place, LaneRuns.RunRequest> requests,
      Consumer<Throwable> onBroken,
      int most) {
    this.runs = new RunGroup(runner);
    this.source = source;
    this.backlog = backlog;
    this.requests = requests;
    this.onBroken = onBroken;
    this.atATime = new Semaphore(most);
  }

  /** Begins, on a thread of its own. */
  void start() {
    Thread.ofVirtual().name("campaign").start(this::dispatch);
  }

  private void dispatch() {
    try {
      while (!backlog.isOver()) {
        atATime.acquire();
        Place place = source.next(false);
        if (place == null) {
          atATime.release();
          Thread.sleep(1);
          continue;
        }
        Runnable turn =
            () -> {
              try {
                perform(requests.apply(place));
              } finally {
                atATime.release();
              }
            };
        try {
          NoThread.orStart(() -> Thread.ofVirtual().start(turn));
        } catch (NoThread e) {
          LOG.debug("one run after the other: {}", e.getMessage());
          turn.run();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      onBroken.accept(e);
    }
  }

  /** Ends the runs that would last too long to be waited for; a resumption makes them again. */
  void endLongRuns() {
    runs.end();
  }

  private void perform(LaneRuns.RunRequest request) {
    try {
      while (true) {
        try {
          Outcome outcome = runs.run(source.target(request.asked().spec()), request.asked());
          if (outcome == null) {
            backlog.over(null);
            return;
          }
          request.done(RunFigures.of(outcome), () -> outcome);
          return;
        } catch (RunnerBusy _) {
          Thread.sleep(50);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      backlog.over(null);
    } catch (RuntimeException | Error e) {
      request.failed(e);
    }
  }
}
