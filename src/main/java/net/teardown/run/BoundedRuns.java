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
 * Bounds the runs of one kind: a number of them may be under way, and a number of callers may queue
 * for them in FIFO order. A run is made on the thread that asked for it, because handing it to
 * another one takes longer than a short run does.
 */
final class BoundedRuns implements AutoCloseable {

  private final String busy;
  private final Duration retry;
  private final int mostInside;
  private final Semaphore turns;
  private final AtomicInteger inside = new AtomicInteger();
  private final ExecutorService threads;

  /**
   * @param kind prefix of the names of its threads
   * @param bounds the properties of {@code teardown.runner} that bound it, as an error names them
   * @param most how many may be under way
   * @param mostQueued how many may wait for their turn
   * @param retry when a caller that was refused may try again
   */
  BoundedRuns(String kind, String bounds, int most, int mostQueued, Duration retry) {
    this.busy =
        "%d runs of this kind are under way and %d more are queued (teardown.runner.%s)"
            .formatted(most, mostQueued, bounds);
    this.retry = retry;
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
            Thread.ofPlatform().name(kind + "-", 1).factory());
  }

  /**
   * Makes the run on the calling thread. For a virtual one a platform thread makes it and is waited
   * for, because a system call that blocks would keep the carrier from all other virtual threads.
   *
   * @throws RunnerBusy if the queue is full
   * @throws NoThread if the system can't start a thread
   * @throws ExecutionException with what the run threw as its cause, or as the run threw it
   * @throws InterruptedException if the calling thread is interrupted
   */
  <T> T run(Callable<T> run) throws ExecutionException, InterruptedException {
    if (!Thread.currentThread().isVirtual()) {
      return hold(run);
    }
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
   * Makes the run on the calling thread, even if it is a virtual one: for runs that make no system
   * call there.
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
      throw new RunnerBusy(busy, retry);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
