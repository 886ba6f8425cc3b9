package net.teardown.campaign;

import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import net.teardown.campaign.RunOrder.Place;
import net.teardown.instance.NoThread;
import net.teardown.run.LaneRuns;
import net.teardown.run.Runner;
import net.teardown.run.RunnerBusy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the runner make the runs of a campaign that may wait, a bounded number at a time. */
final class Dispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final Runner runner;
  private final RunSource source;
  private final Backlog backlog;
  private final Function<Place, LaneRuns.RunRequest> orders;
  private final Consumer<Throwable> onBroken;
  private final Semaphore atATime;

  /**
   * @param orders what is to be run at a place
   * @param onBroken told if it can't be told what is next
   * @param most how many may be under way at once
   */
  Dispatcher(
      Runner runner,
      RunSource source,
      Backlog backlog,
      Function<Place, LaneRuns.RunRequest> orders,
      Consumer<Throwable> onBroken,
      int most) {
    this.runner = runner;
    this.source = source;
    this.backlog = backlog;
    this.orders = orders;
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
                perform(orders.apply(place));
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

  private void perform(LaneRuns.RunRequest order) {
    try {
      while (true) {
        try {
          order.done(runner.runOneOfMany(source.target(order.asked().spec()), order.asked()));
          return;
        } catch (RunnerBusy _) {
          Thread.sleep(50);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      backlog.over(null);
    } catch (RuntimeException | Error e) {
      order.failed(e);
    }
  }
}
