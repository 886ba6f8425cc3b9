package net.teardown.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests what happens to standing threads when their work fails. */
@Timeout(60)
class StandingThreadsTests {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final StandingThreads threads = new StandingThreads();

  @Test
  void whatItThrowsIsCountedAndItGoesOn() throws Exception {
    AtomicInteger times = new AtomicInteger();
    Thread thread =
        threads.start(
            "worker",
            () -> {
              if (times.incrementAndGet() < 3) {
                throw new IllegalStateException("a defect");
              }
            });
    thread.join(LONG);

    assertThat(times).hasValue(3);
    assertThat(threads.failures()).isEqualTo(2);
    assertThat(threads.dead()).isEmpty();
    assertThat(threads.all()).as("it is over for good").isEmpty();
  }

  @Test
  void anErrorLeavesItDeadByName() throws Exception {
    threads
        .start(
            "worker",
            () -> {
              throw new OutOfMemoryError("Java heap space");
            })
        .join(LONG);

    assertThat(threads.dead())
        .containsExactly(entry("worker", "java.lang.OutOfMemoryError: Java heap space"));
  }

  /** Spring wraps an undeclared exception of an event listener. */
  @Test
  void anErrorThatAListenerThrewIsNoDefectToSurvive() throws Exception {
    threads
        .start(
            "worker",
            () -> {
              throw new UndeclaredThrowableException(new AssertionError("a broken rule"));
            })
        .join(LONG);

    assertThat(threads.dead()).containsKey("worker");
    assertThat(threads.failures()).isZero();
  }

  /** The JVM has one error for both. */
  @Test
  void thatAThreadCannotBeStartedIsNothingToDieOf() throws Exception {
    AtomicInteger times = new AtomicInteger();
    threads
        .start(
            "worker",
            () -> {
              if (times.incrementAndGet() == 1) {
                throw new OutOfMemoryError(
                    "unable to create native thread: possibly out of memory or process/resource"
                        + " limits reached");
              }
            })
        .join(LONG);

    assertThat(times).hasValue(2);
    assertThat(threads.dead()).isEmpty();
    assertThatExceptionOfType(NoThread.class)
        .isThrownBy(() ->
            NoThread.orStart(() -> {
              throw new OutOfMemoryError("unable to create native thread");
            }))
        .withMessageContaining("limit on threads");
  }

  @Test
  void aClockDoesAgainWhatThrew() throws Exception {
    ScheduledThreadPoolExecutor clock = threads.clock("clock");
    CountDownLatch times = new CountDownLatch(3);
    Future<?> _ =
        clock.scheduleWithFixedDelay(
            () -> {
              times.countDown();
              throw new IllegalStateException("a defect");
            },
            0,
            1,
            TimeUnit.MILLISECONDS);

    assertThat(times.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(threads.failures()).isGreaterThanOrEqualTo(2);
    assertThat(threads.all()).extracting(Thread::getName).containsExactly("clock");
    clock.shutdownNow();
    await().atMost(LONG).until(() -> threads.all().isEmpty());
  }

  @Test
  void aClockThatMetAnErrorIsDead() {
    ScheduledThreadPoolExecutor clock = threads.clock("clock");
    clock.execute(() -> {
      throw new AssertionError("a broken rule");
    });

    await().atMost(LONG).until(() -> threads.dead().containsKey("clock"));
    clock.shutdownNow();
  }

  @Test
  void aWorkerThatThrewIsReplaced() throws Exception {
    ThreadPoolExecutor workers = threads.workers("worker", 2);
    assertThat(threads.all()).hasSize(2);
    workers.execute(() -> {
      throw new IllegalStateException("a defect");
    });
    await().atMost(LONG).until(() -> threads.failures() == 1);

    await().atMost(LONG).until(() -> threads.all().size() == 2);
    CountDownLatch both = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      workers.execute(() -> {
        both.countDown();
        try {
          both.await();
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        }
      });
    }
    assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(threads.dead()).isEmpty();
    workers.shutdownNow();
  }

  @Test
  void aWorkerThatMetAnErrorIsDead() {
    ThreadPoolExecutor workers = threads.workers("worker", 1);
    workers.execute(() -> {
      throw new StackOverflowError();
    });

    await().atMost(LONG).until(() -> threads.dead().containsKey("worker-1"));
    workers.shutdownNow();
  }
}
