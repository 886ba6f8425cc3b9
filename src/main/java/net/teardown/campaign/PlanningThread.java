package net.teardown.campaign;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one thread that computes plans and reports of campaigns, one after the other. A campaign of
 * 10,000 cells takes a tenth of a second and megabytes of heap meanwhile: many at once would fill
 * the heap. The threads that answer requests are virtual and share few carriers, which must not be
 * held that long.
 */
final class PlanningThread implements AutoCloseable {

  private static final int MOST_WAITING = 256;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final ThreadPoolExecutor thread;

  PlanningThread() {
    this.thread =
        new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("planning-", 1).factory());
  }

  /**
   * Performs this work on the thread, and waits for its result.
   *
   * @return what the work returns; what it throws is thrown here
   * @throws PlanningBusy if too much is waiting already, or its turn doesn't come in time
   */
  <T> T work(Callable<T> work) {
    Future<T> done;
    try {
      done = thread.submit(work);
    } catch (RejectedExecutionException _) {
      throw new PlanningBusy();
    }
    try {
      return done.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      done.cancel(false);
      thread.purge();
      throw new PlanningBusy();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      done.cancel(false);
      throw new PlanningBusy();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
