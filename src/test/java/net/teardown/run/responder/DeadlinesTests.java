package net.teardown.run.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadlinesTests {

  private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
  private final Deadlines deadlines = new Deadlines(clock);

  @AfterEach
  void stop() {
    clock.shutdownNow();
  }

  private BoundedCalls calls(Duration within) {
    BoundedCalls calls = new BoundedCalls(deadlines, System.nanoTime() + within.toNanos());
    deadlines.keep(calls);
    return calls;
  }

  /** Makes a call that only its cancellation ends; returns whether it was cancelled. */
  private static boolean endless(BoundedCalls calls) throws TimeoutException {
    CountDownLatch cancelled = new CountDownLatch(1);
    return calls.make(() -> {
      BoundedCalls.begins(() -> {
        cancelled.countDown();
        return true;
      });
      try {
        return cancelled.await(50, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private static boolean isEndless(BoundedCalls calls) {
    try {
      return !endless(calls);
    } catch (TimeoutException e) {
      // A busy machine came to it only when its deadline was over.
      return false;
    }
  }

  @Test
  void aLaterCallWithAnEarlierDeadlineIsEndedFirst() throws Exception {
    try (BoundedCalls late = calls(Duration.ofMinutes(10))) {
      assertThat(endless(calls(Duration.ofMillis(50)))).isTrue();
      assertThat(late.make(() -> "still allowed")).isEqualTo("still allowed");
    }
  }

  @Test
  void aLaterDeadlineIsKeptAfterAnEarlierOne() throws Exception {
    BoundedCalls late = calls(Duration.ofMillis(300));
    assertThat(endless(calls(Duration.ofMillis(50)))).isTrue();

    assertThat(isEndless(late)).isFalse();
    assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> late.make(() -> "late"));
  }

  @Test
  void callsThatAreOverWakeNobody() {
    for (int i = 0; i < 100; i++) {
      calls(Duration.ofMinutes(10)).close();
    }

    assertThat(clock.getQueue()).as("looks that are still to come").hasSize(1);
  }
}
