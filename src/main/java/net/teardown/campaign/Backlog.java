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
 * The runs of a campaign that are under way or finished and not yet written: what stands between
 * the many who make them and the one who writes them down. For any thread.
 */
final class Backlog {

  private static final int LARGEST_BATCH = 4096;
  private static final Duration LONGEST_BATCH = Duration.ofMillis(200);

  /** What lies finished and not yet written; no run is begun beyond it. */
  private static final int MOST_UNWRITTEN = 4 * LARGEST_BATCH;

  /**
   * The most outcomes that are kept whole in one batch; twice as many may lie unwritten. At first
   * that is every run of a campaign with many cells, and each is kilobytes.
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

  /** Whether no run is to be begun right now, or any more. */
  synchronized boolean isFull() {
    return stopping || finished.size() > MOST_UNWRITTEN || wholeUnwritten > 2 * MOST_WHOLE;
  }

  /** One more is under way. False if none is to be begun any more. */
  synchronized boolean begin() {
    if (stopping) {
      return false;
    }
    underWay++;
    return true;
  }

  /** There will be no other. */
  synchronized void lastIsBegun() {
    lastIsBegun = true;
    notifyAll();
  }

  /**
   * One that was under way is over. Wakes the writer for a whole batch or the last run only: to
   * wake it costs as much as a run's call.
   *
   * @param entry what is to be written of it; null for nothing
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
   * No more is begun; what is under way is waited for.
   *
   * @param grace how long that may take
   */
  synchronized void stop(Duration grace) {
    graceUntil = System.nanoTime() + grace.toNanos();
    stopping = true;
    notifyAll();
  }

  /** Whether it was told to stop. */
  boolean isStopping() {
    return stopping;
  }

  /** Whether no run is begun any more. */
  boolean isOver() {
    return stopping || lastIsBegun;
  }

  /** Whether nothing more comes that is to be written. */
  synchronized boolean isWritten() {
    return isOver() && finished.isEmpty() && !isAwaited();
  }

  /** Whether runs that are under way are still to be waited for. */
  private boolean isAwaited() {
    return underWay > 0 && !(stopping && System.nanoTime() - graceUntil > 0);
  }

  /** What has finished meanwhile; nothing if nothing has, for as long as a batch takes at most. */
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
