package net.teardown.run;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import net.teardown.instance.StandingThreads;
import net.teardown.run.loopback.Lane;
import net.teardown.socket.CallFailed;
import net.teardown.socket.TcpStack;

/**
 * Lanes with a platform thread each, which run what {@link LaneRuns} have. Sources take turns, each
 * with a share of time.
 */
final class Lanes implements AutoCloseable {

  /** How long a lane stays with a source before the next one has its turn. */
  private static final long SHARE_NANOS = 500_000;

  /** How long a lane waits if the sources have no run right now. */
  private static final long PAUSE_NANOS = 1_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();
  private final Deque<LaneRuns> sources = new ArrayDeque<>();
  private final BiConsumer<Lane, LaneRuns.RunRequest> performer;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /**
   * @param performer performs a run of a source
   * @throws CallFailed if a lane's listener can't be opened
   */
  Lanes(
      TcpStack stack,
      InetAddress loopback,
      int count,
      IntConsumer onStrangers,
      BiConsumer<Lane, LaneRuns.RunRequest> performer)
      throws CallFailed {
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
        idle = serve(next(idle), lane) == 0;
      }
    } catch (InterruptedException _) {
      // The lanes are closing.
    }
    lane.close();
  }

  /**
   * Waits for the next source; sources take turns.
   *
   * @param idle whether the sources had no run just now
   */
  private LaneRuns next(boolean idle) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long pauseNanos = idle ? PAUSE_NANOS : 0;
      while (pauseNanos > 0) {
        pauseNanos = something.awaitNanos(pauseNanos);
      }
      while (true) {
        sources.removeIf(LaneRuns::isOver);
        LaneRuns source = sources.poll();
        if (source != null) {
          sources.add(source);
          return source;
        }
        something.await();
      }
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
    } while (!closed && System.nanoTime() < until);
    return runs;
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
