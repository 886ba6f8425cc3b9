package net.teardown.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * Commits rows of several callers in one transaction. A caller who finds nobody committing commits
 * at once. Callers who come meanwhile wait for the end of that commit; then the first of them
 * commits for all. So there is neither a thread nor a timer, and a lone caller never waits.
 *
 * <p>If a row can't be stored, none of its group is, and each is tried again in a transaction of
 * its own, so that only callers with such rows are told of a failure. Any other failure is told to
 * every caller of the group.
 *
 * @param <T> a row
 */
final class GroupCommit<T> {

  private static final int LARGEST_GROUP = 128;
  private static final int MOST_WAITING = 1024;

  /** As long as {@link FairQueue} lets a caller wait for its turn. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /** More than a commit can take with the timeouts of the pool and the drivers. */
  private static final Duration LONGEST_COMMIT = Duration.ofMinutes(1);

  private final Consumer<List<T>> commit;
  private final Predicate<RuntimeException> unfitRow;
  private final int mostWaiting;
  private final Duration longestWait;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Caller<T>> waiting = new ArrayDeque<>();
  private boolean committing;

  private enum Told {
    COMMIT_FOR_ALL,
    COMMITTED
  }

  private record Caller<T>(T row, CompletableFuture<Told> told) {}

  /**
   * @param commit stores rows in one transaction, all or none
   * @param unfitRow whether a failure is due to a row, so that others can be stored
   */
  GroupCommit(Consumer<List<T>> commit, Predicate<RuntimeException> unfitRow) {
    this(commit, unfitRow, MOST_WAITING, LONGEST_WAIT);
  }

  GroupCommit(
      Consumer<List<T>> commit,
      Predicate<RuntimeException> unfitRow,
      int mostWaiting,
      Duration longestWait) {
    this.commit = commit;
    this.unfitRow = unfitRow;
    this.mostWaiting = mostWaiting;
    this.longestWait = longestWait;
  }

  /**
   * Stores a row, and returns after the commit.
   *
   * @throws HistoryUnavailable if it isn't stored
   */
  void store(T row) {
    Caller<T> caller = new Caller<>(row, new CompletableFuture<>());
    enqueue(caller);
    if (told(caller) == Told.COMMIT_FOR_ALL) {
      // The database closes its file under a thread that is interrupted.
      if (Thread.currentThread().isInterrupted() && left(caller)) {
        throw unavailable("interrupted before the commit", null);
      }
      commitForAll();
    }
  }

  /** How many rows no commit has taken yet. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(Caller<T> caller) {
    lock.lock();
    try {
      if (waiting.size() >= mostWaiting) {
        throw unavailable("%d others wait to be stored".formatted(waiting.size()), null);
      }
      waiting.add(caller);
      if (!committing) {
        committing = true;
        passOn();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the row is committed, or until it is this caller's turn to commit. */
  private Told told(Caller<T> caller) {
    boolean interrupted = false;
    boolean taken = false;
    long deadline = System.nanoTime() + longestWait.toNanos();
    try {
      while (true) {
        try {
          return caller.told().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
          if (left(caller)) {
            throw unavailable("interrupted before the commit", e);
          }
        } catch (TimeoutException e) {
          if (taken) {
            throw unavailable("no end of a commit within " + LONGEST_COMMIT, e);
          }
          if (left(caller)) {
            throw unavailable("no turn to commit within " + longestWait, e);
          }
          taken = true;
          deadline = System.nanoTime() + LONGEST_COMMIT.toNanos();
        } catch (ExecutionException e) {
          throw failed(e.getCause() == null ? e : e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Takes a row back unless it is being committed. Whoever was to commit passes that on. */
  private boolean left(Caller<T> caller) {
    lock.lock();
    try {
      boolean left = waiting.remove(caller);
      if (left && caller.told().isDone()) {
        passOn();
      }
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** Has the first caller who waits commit. The lock must be held. */
  private void passOn() {
    Caller<T> next = waiting.peek();
    if (next == null) {
      committing = false;
    } else {
      next.told().complete(Told.COMMIT_FOR_ALL);
    }
  }

  private void commitForAll() {
    List<Caller<T>> group = take();
    List<@Nullable Throwable> failures = commit(group.stream().map(Caller::row).toList());
    // The next commit begins before the callers of this one have their answers.
    lock.lock();
    try {
      passOn();
    } finally {
      lock.unlock();
    }
    for (int i = 1; i < group.size(); i++) {
      Throwable failure = failures.get(i);
      if (failure == null) {
        group.get(i).told().complete(Told.COMMITTED);
      } else {
        group.get(i).told().completeExceptionally(failure);
      }
    }
    // This caller is the first of its group.
    Throwable own = failures.getFirst();
    if (own != null) {
      throw failed(own);
    }
  }

  private List<Caller<T>> take() {
    List<Caller<T>> group = new ArrayList<>();
    lock.lock();
    try {
      while (group.size() < LARGEST_GROUP && !waiting.isEmpty()) {
        group.add(waiting.remove());
      }
    } finally {
      lock.unlock();
    }
    return group;
  }

  /** Commits rows; returns the failure of each, or null. Never throws, because all must be told. */
  private List<@Nullable Throwable> commit(List<T> rows) {
    Throwable failure = tried(rows);
    if (rows.size() == 1
        || !(failure instanceof RuntimeException refused)
        || !unfitRow.test(refused)) {
      return Collections.nCopies(rows.size(), failure);
    }
    List<@Nullable Throwable> failures = new ArrayList<>();
    Throwable outage = null;
    for (T row : rows) {
      Throwable own = outage != null ? outage : tried(List.of(row));
      failures.add(own);
      if (own instanceof RuntimeException e && !unfitRow.test(e)) {
        outage = own;
      }
    }
    return failures;
  }

  private @Nullable Throwable tried(List<T> rows) {
    try {
      commit.accept(rows);
      return null;
    } catch (Throwable e) {
      return e;
    }
  }

  /** An exception of this caller's own for a failure that several are told. */
  private static RuntimeException failed(Throwable failure) {
    return failure instanceof HistoryUnavailable e
        ? new HistoryUnavailable(String.valueOf(e.getMessage()), e.trouble(), e)
        : new IllegalStateException("The commit failed: " + failure.getMessage(), failure);
  }

  private static HistoryUnavailable unavailable(String message, @Nullable Throwable cause) {
    return new HistoryUnavailable("The history can't be written: " + message, cause);
  }
}
