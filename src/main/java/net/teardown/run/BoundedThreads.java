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
 * Bounds the runs that wait: a number of them may be under way, on platform threads where they need
 * their own, and a number of callers may queue for them in FIFO order.
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
   * @param property the property of {@code teardown.runner} that bounds how many run; the one that
   *     bounds the queue has the same name with {@code -queued}
   */
  BoundedThreads(String property, int most, int mostQueued) {
    this.property = property;
    this.most = most;
    this.mostInside = most + mostQueued;
    this.turns = new Semaphore(most, true);
    // With a SynchronousQueue an idle thread is reused before a new one is made; other queues don't
    // do that.
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
   * Runs the task on one of the threads and waits for it.
   *
   * @throws RunnerBusy if the queue is full
   * @throws NoThread if the system can't start a thread
   * @throws ExecutionException with what the run threw as its cause
   * @throws InterruptedException if the calling thread is interrupted
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
   * Runs the task on the calling thread, counted among those under way. It is for a run whose
   * script is performed by shared threads, so that the calling thread only waits.
   *
   * @throws RunnerBusy if the queue is full
   * @throws ExecutionException with what the run threw as its cause, or as the run threw it
   * @throws InterruptedException if the calling thread is interrupted
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
