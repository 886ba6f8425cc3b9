package net.teardown.campaign;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.spec.PeerKind;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a campaign that are under way, or finished and not yet written. It is the queue
 * between the many threads that make runs and the one that writes them. Thread-safe.
 */
final class Backlog {

  private static final int LARGEST_BATCH = 4096;
  private static final Duration LONGEST_BATCH = Duration.ofMillis(200);

  /** The most finished runs that may wait to be written; beyond it no run is begun. */
  private static final int MOST_UNWRITTEN = 4 * LARGEST_BATCH;

  /**
   * The most outcomes with all steps in one batch; twice as many may wait to be written. In a
   * campaign with many cells every run is such at first, and each takes kilobytes.
   */
  private static final int MOST_WHOLE = 512;

  /** One finished run. */
  record Entry(PeerKind peer, Run run, @Nullable Experiment kept) {}

  private final Deque<Entry> finished = new ArrayDeque<>();
  private int wholeUnwritten;
  private int underWay;
  private long graceUntil;
  private volatile boolean lastIsBegun;
  private volatile boolean stopping;

  /** Whether no run is to be begun now, or ever. */
  synchronized boolean isFull() {
    return stopping || finished.size() > MOST_UNWRITTEN || wholeUnwritten > 2 * MOST_WHOLE;
  }

  /** Counts one more run as under way. False if none is to be begun any more. */
  synchronized boolean begin() {
    if (stopping) {
      return false;
    }
    underWay++;
    return true;
  }

  /** Notes that the last run has begun. */
  synchronized void lastIsBegun() {
    lastIsBegun = true;
    notifyAll();
  }

  /**
   * Notes that a run under way is over. Wakes the writer only for a whole batch or the last run,
   * because waking it costs as much as a run's call.
   *
   * @param entry what to write of it; null for nothing
   */
  synchronized void over(@Nullable Entry entry) {
    if (entry != null) {
      finished.add(entry);
      wholeUnwritten += entry.kept() == null ? 0 : 1;
    }
    underWay--;
    if (isBatchFull() || (isOver() && underWay == 0)) {
      notifyAll();
    }
  }

  /**
   * Stops beginning runs; those under way are waited for.
   *
   * @param grace for how long
   */
  synchronized void stop(Duration grace) {
    graceUntil = System.nanoTime() + grace.toNanos();
    stopping = true;
    notifyAll();
  }

  /** Whether {@link #stop} was called. */
  boolean isStopping() {
    return stopping;
  }

  /** Whether no run will be begun any more. */
  boolean isOver() {
    return stopping || lastIsBegun;
  }

  /** Whether everything is written and nothing more will come. */
  synchronized boolean isWritten() {
    return isOver() && finished.isEmpty() && !isAwaited();
  }

  /** Whether runs under way are still waited for. */
  private boolean isAwaited() {
    return underWay > 0 && !(stopping && System.nanoTime() - graceUntil > 0);
  }

  /**
   * Takes the next batch. Waits for it to fill, at most as long as a batch may take; empty if
   * nothing has finished.
   */
  synchronized List<Entry> batch() {
    try {
      long until = System.nanoTime() + LONGEST_BATCH.toNanos();
      long left = LONGEST_BATCH.toNanos();
      while (left > 0 && !isBatchFull() && !(isOver() && !isAwaited())) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = until - System.nanoTime();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      stop(Duration.ZERO);
    }
    List<Entry> batch = new ArrayList<>(Math.min(finished.size(), LARGEST_BATCH));
    int whole = 0;
    while (batch.size() < LARGEST_BATCH && whole < MOST_WHOLE && !finished.isEmpty()) {
      Entry entry = finished.remove();
      whole += entry.kept() == null ? 0 : 1;
      batch.add(entry);
    }
    wholeUnwritten -= whole;
    return batch;
  }

  private boolean isBatchFull() {
    return finished.size() >= LARGEST_BATCH || wholeUnwritten >= MOST_WHOLE;
  }
}
