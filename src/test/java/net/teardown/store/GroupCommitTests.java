package net.teardown.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests who commits for whom, with commits that end when the test says so. */
@Timeout(30)
class GroupCommitTests {

  private static final Duration SOON = Duration.ofMillis(100);

  private static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final List<List<String>> commits = Collections.synchronizedList(new ArrayList<>());
  private final Semaphore begun = new Semaphore(0);
  private final Semaphore mayEnd = new Semaphore(0);
  private final List<Thread> threads = new ArrayList<>();
  private volatile @Nullable RuntimeException outage;

  private final GroupCommit<String> group = group(1024, Duration.ofSeconds(20));

  private GroupCommit<String> group(int mostWaiting, Duration longestWait) {
    return new GroupCommit<>(this::commit, Unfit.class::isInstance, mostWaiting, longestWait);
  }

  private void commit(List<String> rows) {
    begun.release();
    mayEnd.acquireUninterruptibly();
    RuntimeException now = outage;
    if (now != null) {
      throw now;
    }
    if (rows.contains("unfit")) {
      throw new Unfit();
    }
    if (rows.contains("defect")) {
      throw new StackOverflowError();
    }
    commits.add(rows);
  }

  @AfterEach
  void everybodyHasAnAnswer() throws Exception {
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void aLoneCallerCommitsAtOnceOnItsOwnThread() {
    mayEnd.release(2);
    group.store("a");
    group.store("b");
    assertThat(commits).containsExactly(List.of("a"), List.of("b"));
  }

  @Test
  void whoComesDuringACommitSharesTheNext() throws Exception {
    FutureTask<String> first = begin("first");
    List<FutureTask<String>> others = queue(group, 5);
    assertThat(first.isDone()).isFalse();
    mayEnd.release();
    first.get();
    begun.acquire();
    assertThat(others).as("answered after their own commit").noneMatch(FutureTask::isDone);
    mayEnd.release();
    for (FutureTask<String> other : others) {
      other.get();
    }
    assertThat(commits)
        .containsExactly(List.of("first"), List.of("row 0", "row 1", "row 2", "row 3", "row 4"));
  }

  @Test
  void anOutageIsToldToEachAsItsOwnException() throws Exception {
    HistoryUnavailable disk = new HistoryUnavailable("no space", "The disk is full", null);
    FutureTask<String> first = begin("first");
    List<FutureTask<String>> others = queue(group, 5);
    mayEnd.release();
    first.get();
    begun.acquire();
    outage = disk;
    mayEnd.release();
    List<Throwable> told = new ArrayList<>();
    for (FutureTask<String> other : others) {
      assertThatThrownBy(other::get)
          .cause()
          .isInstanceOfSatisfying(
              HistoryUnavailable.class,
              e -> {
                assertThat(e).hasMessage("no space").hasCause(disk);
                assertThat(e.trouble()).isEqualTo("The disk is full");
                told.add(e);
              });
    }
    assertThat(told).hasSize(5).doesNotHaveDuplicates();
    assertThat(commits).as("no row was tried singly").containsExactly(List.of("first"));
  }

  @Test
  void anUnfitRowFailsAloneAndTheOthersAreStored() throws Exception {
    FutureTask<String> first = begin("first");
    FutureTask<String> before = queued(group, "before", 1);
    FutureTask<String> unfit = queued(group, "unfit", 2);
    FutureTask<String> after = queued(group, "after", 3);
    mayEnd.release(5);
    first.get();
    before.get();
    after.get();
    assertThatThrownBy(unfit::get).rootCause().isInstanceOf(Unfit.class);
    assertThat(commits).containsExactly(List.of("first"), List.of("before"), List.of("after"));
  }

  @Test
  void anErrorIsToldToEachAndTheNextCommitIsMade() throws Exception {
    FutureTask<String> first = begin("first");
    FutureTask<String> defect = queued(group, "defect", 1);
    FutureTask<String> other = queued(group, "other", 2);
    mayEnd.release(3);
    first.get();
    for (FutureTask<String> each : List.of(defect, other)) {
      assertThatThrownBy(each::get)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasCauseInstanceOf(StackOverflowError.class);
    }
    group.store("next");
    assertThat(commits).containsExactly(List.of("first"), List.of("next"));
  }

  @Test
  void moreCallersThanMayWaitAreRefused() throws Exception {
    GroupCommit<String> narrow = group(2, Duration.ofSeconds(20));
    FutureTask<String> first = start(narrow, "first");
    begun.acquire();
    List<FutureTask<String>> others = queue(narrow, 2);
    assertThatExceptionOfType(HistoryUnavailable.class)
        .isThrownBy(() -> narrow.store("one too many"))
        .withMessageContaining("2 others wait");
    mayEnd.release(2);
    first.get();
    for (FutureTask<String> other : others) {
      other.get();
    }
  }

  @Test
  void aCallerWhoseTurnDoesNotComeIsToldThatNothingWasStored() throws Exception {
    GroupCommit<String> hurried = group(10, SOON);
    FutureTask<String> first = start(hurried, "first");
    begun.acquire();
    assertThatExceptionOfType(HistoryUnavailable.class)
        .isThrownBy(() -> hurried.store("late"))
        .withMessageContaining("no turn to commit within");
    mayEnd.release();
    first.get();
    assertThat(commits).containsExactly(List.of("first"));
  }

  @Test
  void anInterruptedCallerLeavesAndCommitsForNobody() throws Exception {
    FutureTask<String> first = begin("first");
    FutureTask<String> interrupted = queued(group, "interrupted", 1);
    FutureTask<String> other = queued(group, "other", 2);
    threads.get(1).interrupt();
    assertThatThrownBy(interrupted::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(HistoryUnavailable.class);
    mayEnd.release(2);
    first.get();
    other.get();
    assertThat(commits).containsExactly(List.of("first"), List.of("other"));

    Thread.currentThread().interrupt();
    assertThatExceptionOfType(HistoryUnavailable.class).isThrownBy(() -> group.store("alone"));
    assertThat(Thread.interrupted()).isTrue();
    mayEnd.release();
    group.store("later");
    assertThat(commits).last().isEqualTo(List.of("later"));
  }

  @Test
  void anInterruptDuringTheCommitOfAnotherDoesNotHideThatTheRowIsStored() throws Exception {
    FutureTask<String> first = begin("first");
    FutureTask<String> leads = queued(group, "leads", 1);
    FutureTask<String> follows = queued(group, "follows", 2);
    mayEnd.release();
    first.get();
    begun.acquire();
    threads.get(2).interrupt();
    mayEnd.release();
    leads.get();
    follows.get();
    assertThat(commits).last().isEqualTo(List.of("leads", "follows"));
  }

  @Test
  void ofManyCallersEachIsStoredOnce() throws Exception {
    mayEnd.release(1_000_000);
    CountDownLatch done = new CountDownLatch(16);
    for (int thread = 0; thread < 16; thread++) {
      String name = "thread " + thread;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                IntStream.range(0, 500).forEach(i -> group.store(name + " row " + i));
                done.countDown();
              }));
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(commits.stream().flatMap(List::stream).toList())
        .hasSize(8000)
        .doesNotHaveDuplicates();
  }

  private FutureTask<String> begin(String row) throws InterruptedException {
    FutureTask<String> task = start(group, row);
    begun.acquire();
    return task;
  }

  private List<FutureTask<String>> queue(GroupCommit<String> at, int rows) throws Exception {
    List<FutureTask<String>> tasks = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      tasks.add(queued(at, "row " + i, i + 1));
    }
    return tasks;
  }

  /** Starts a caller, and waits until that many wait. */
  private FutureTask<String> queued(GroupCommit<String> at, String row, int waiting)
      throws InterruptedException {
    FutureTask<String> task = start(at, row);
    while (at.waiting() < waiting) {
      Thread.sleep(1);
    }
    return task;
  }

  private FutureTask<String> start(GroupCommit<String> at, String row) {
    FutureTask<String> task = new FutureTask<>(() -> at.store(row), row);
    threads.add(Thread.ofPlatform().start(task));
    return task;
  }
}
