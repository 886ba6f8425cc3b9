package net.teardown.run;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.teardown.instance.NoThread;

/**
 * Room for runs that wait: a bounded number under way, on platform threads where they need some of
 * their own, and a bounded number of callers in front of them, in their order.
 */
final class BoundedThreads implements AutoCloseable {

  private static final Duration RETRY = Duration.ofSeconds(5);

  private final String property;
  private final int most;
  private final int mostInside;
  private final Semaphore turns;
  private final AtomicInteger inside = new AtomicInteger();
  private final ExecutorService threads;

  /**
   * @param property of {@code teardown.runner} that bounds how many run; the one that bounds the
   *     queue is called so too
   */
  BoundedThreads(String property, int most, int mostQueued) {
    this.property = property;
    this.most = most;
    this.mostInside = most + mostQueued;
    this.turns = new Semaphore(most, true);
    // An idle thread is taken before a new one is made, which no queue of the pool's own would do.
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().name(property + "-", 1).factory());
  }

  /**
   * Runs it on one of the threads and waits for it.
   *
   * @throws RunnerBusy if as many callers as may be wait already
   * @throws NoThread if the system gives none
   * @throws ExecutionException with what the run threw
   * @throws InterruptedException if the caller is to wait no longer
   */
  <T> T run(Callable<T> run) throws ExecutionException, InterruptedException {
    enter();
    try {
      turns.acquire();
      Future<T> done;
      try {
        done =
            NoThread.orStart(() ->
                threads.submit(() -> {
                  try {
                    return run.call();
                  } finally {
                    turns.release();
                  }
                }));
      } catch (RuntimeException | Error e) {
        turns.release();
        throw e;
      }
      return done.get();
    } finally {
      inside.decrementAndGet();
    }
  }

  /**
   * Runs it on the calling thread, as one of those that may be under way: for a run that is
   * performed by threads which others share, and that this one only waits for.
   *
   * @throws RunnerBusy if as many callers as may be wait already
   * @throws ExecutionException with what the run threw, or as it threw it
   * @throws InterruptedException if the caller is to wait no longer
   */
  <T> T hold(Callable<T> run) throws ExecutionException, InterruptedException {
    enter();
    try {
      turns.acquire();
      try {
        return run.call();
      } catch (RuntimeException | ExecutionException | InterruptedException e) {
        throw e;
      } catch (Exception e) {
        throw new ExecutionException(e);
      } finally {
        turns.release();
      }
    } finally {
      inside.decrementAndGet();
    }
  }

  private void enter() {
    if (inside.incrementAndGet() > mostInside) {
      inside.decrementAndGet();
      throw new RunnerBusy(
          "%d runs of this kind are under way and %d more are queued (teardown.runner.%s, %s-queued)"
              .formatted(most, mostInside - most, property, property),
          RETRY);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
