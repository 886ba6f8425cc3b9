package net.teardown.run;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import net.teardown.instance.StandingThreads;
import net.teardown.run.loopback.Lane;
import net.teardown.socket.CallFailed;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * The lanes, each with a platform thread, and the bounded queue of single short runs for them.
 * Between single runs the lanes run those of {@link LaneRuns}: a single run waits at most for one
 * source's share of time.
 */
final class Lanes implements AutoCloseable {

  /** How long a lane stays with a source before it checks the queue again. */
  private static final long SHARE_NANOS = 500_000;

  /** How long a lane waits if the sources have no run right now. */
  private static final long PAUSE_NANOS = 1_000_000;

  /** One run that waits for a lane. */
  private record Job(Consumer<Lane> work, Consumer<Throwable> failure) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();
  private final Deque<Job> queue = new ArrayDeque<>();
  private final Deque<LaneRuns> sources = new ArrayDeque<>();
  private final BiConsumer<Lane, LaneRuns.RunRequest> performer;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final int capacity;
  private volatile boolean closed;
  private volatile int waiting;

  /**
   * @param performer performs a run of a source
   * @throws CallFailed if a lane's listener can't be opened
   */
  Lanes(
      TcpStack stack,
      InetAddress loopback,
      int count,
      int capacity,
      IntConsumer onStrangers,
      BiConsumer<Lane, LaneRuns.RunRequest> performer)
      throws CallFailed {
    this.capacity = capacity;
    this.performer = performer;
    try {
      for (int i = 0; i < count; i++) {
        lanes.add(new Lane(stack, loopback, onStrangers));
      }
    } catch (CallFailed e) {
      lanes.forEach(Lane::close);
      throw e;
    }
    for (Lane lane : lanes) {
      threads.add(
          StandingThreads.ofThisProcess().start("lane-" + (threads.size() + 1), () -> work(lane)));
    }
  }

  /**
   * @throws RunnerBusy if the queue is full
   */
  void submit(Consumer<Lane> work, Consumer<Throwable> failure) {
    lock.lock();
    try {
      if (closed || queue.size() >= capacity) {
        throw new RunnerBusy(
            "%d runs are waiting for a lane already (teardown.runner.max-queued)"
                .formatted(capacity),
            Duration.ofSeconds(1));
      }
      queue.add(new Job(work, failure));
      waiting = queue.size();
      something.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Runs everything of this source, from now on until it is over. */
  void add(LaneRuns source) {
    lock.lock();
    try {
      sources.add(source);
      something.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void work(Lane lane) {
    try {
      boolean idle = false;
      while (!closed) {
        Job job = next(idle);
        idle = false;
        if (job != null) {
          run(job, lane);
        }
        LaneRuns source = nextSource();
        if (source != null) {
          idle = serve(source, lane) == 0 && job == null;
        }
      }
    } catch (InterruptedException _) {
      // The lanes are closing; runs that are still queued fail below.
    }
    lane.close();
    for (Job job = poll(); job != null; job = poll()) {
      job.failure().accept(new IllegalStateException("the service is shutting down"));
    }
  }

  /**
   * Returns the next single run; null if there is none and a source is to be served.
   *
   * @param idle whether the sources had no run just now
   */
  private @Nullable Job next(boolean idle) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = PAUSE_NANOS;
      while (queue.isEmpty() && (idle ? nanos > 0 : sources.isEmpty())) {
        if (idle) {
          nanos = something.awaitNanos(nanos);
        } else {
          something.await();
        }
      }
      Job job = queue.poll();
      waiting = queue.size();
      return job;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Job poll() {
    lock.lock();
    try {
      return queue.poll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the next source; sources take turns. */
  private @Nullable LaneRuns nextSource() {
    lock.lock();
    try {
      sources.removeIf(LaneRuns::isOver);
      LaneRuns source = sources.poll();
      if (source != null) {
        sources.add(source);
      }
      return source;
    } finally {
      lock.unlock();
    }
  }

  private void remove(LaneRuns source) {
    lock.lock();
    try {
      sources.remove(source);
    } finally {
      lock.unlock();
    }
  }

  /** Runs a source's runs for at most its share of time, and returns how many. */
  private int serve(LaneRuns source, Lane lane) {
    long until = System.nanoTime() + SHARE_NANOS;
    int runs = 0;
    do {
      LaneRuns.RunRequest request;
      try {
        request = source.next();
      } catch (RuntimeException | Error e) {
        remove(source);
        source.broken(e);
        return runs;
      }
      if (request == null) {
        return runs;
      }
      try {
        performer.accept(lane, request);
      } catch (RuntimeException | Error e) {
        request.failed(e);
      }
      runs++;
    } while (waiting == 0 && !closed && System.nanoTime() < until);
    return runs;
  }

  private static void run(Job job, Lane lane) {
    try {
      job.work().accept(lane);
    } catch (RuntimeException | Error e) {
      job.failure().accept(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
