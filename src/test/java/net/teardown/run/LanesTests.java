package net.teardown.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LanesTests {

  private static final Duration ONE_RUN = Duration.ofMillis(2);

  @Test
  void aSingleRunWaitsForNoFeed() throws Exception {
    try (Lanes lanes = lanes()) {
      Endless feed = new Endless();
      lanes.add(feed);
      feed.begun.await();
      List<Duration> waits = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        long asked = System.nanoTime();
        CompletableFuture<Long> turn = new CompletableFuture<>();
        lanes.submit(_ -> turn.complete(System.nanoTime()), turn::completeExceptionally);
        waits.add(Duration.ofNanos(turn.get(10, TimeUnit.SECONDS) - asked));
      }
      feed.over = true;

      assertThat(waits.stream().sorted().toList().get(10)).isLessThan(ONE_RUN.multipliedBy(5));
    }
  }

  @Test
  void aFeedGoesOnWhileSingleRunsKeepComing() throws Exception {
    try (Lanes lanes = lanes()) {
      Endless feed = new Endless();
      lanes.add(feed);
      feed.begun.await();
      int before = feed.runs.get();
      for (int i = 0; i < 50; i++) {
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        lanes.submit(_ -> turn.complete(true), turn::completeExceptionally);
        turn.get(10, TimeUnit.SECONDS);
      }
      feed.over = true;

      assertThat(feed.runs.get() - before).isGreaterThan(20);
    }
  }

  @Test
  void twoFeedsTakeTurns() throws Exception {
    try (Lanes lanes = lanes()) {
      Endless one = new Endless();
      Endless other = new Endless();
      lanes.add(one);
      lanes.add(other);
      one.begun.await();
      other.begun.await();
      Thread.sleep(200);
      one.over = true;
      other.over = true;

      assertThat((double) one.runs.get() / other.runs.get()).isBetween(0.5, 2.0);
    }
  }

  @Test
  void aFeedThatHasNothingRightNowIsAskedAgain() throws Exception {
    try (Lanes lanes = lanes()) {
      Endless feed = new Endless();
      feed.paused = true;
      lanes.add(feed);
      Thread.sleep(50);
      feed.paused = false;

      assertThat(feed.begun.await(5, TimeUnit.SECONDS)).isTrue();
      feed.over = true;
    }
  }

  @Test
  void aFeedThatThrowsIsToldSoAndTheLaneGoesOn() throws Exception {
    try (Lanes lanes = lanes()) {
      Endless feed = new Endless();
      RuntimeException thrown = new IllegalStateException("no next run");
      feed.throwing = thrown;
      lanes.add(feed);
      CompletableFuture<Boolean> turn = new CompletableFuture<>();
      lanes.submit(_ -> turn.complete(true), turn::completeExceptionally);

      assertThat(turn.get(10, TimeUnit.SECONDS)).isTrue();
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(feed.brokenBy).isSameAs(thrown));
    }
  }

  /** A failure that can't be reported must not end the lane. */
  @Test
  void aLaneOutlivesAnAskerThatThrows() throws Exception {
    try (Lanes lanes = lanes()) {
      lanes.submit(
          _ -> {
            throw new IllegalStateException("the run");
          },
          _ -> {
            throw new IllegalStateException("the asker");
          });
      CompletableFuture<Boolean> turn = new CompletableFuture<>();
      lanes.submit(_ -> turn.complete(true), turn::completeExceptionally);

      assertThat(turn.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Lanes lanes() throws Exception {
    return new Lanes(
        TcpStack.forThisPlatform(),
        InetAddress.getLoopbackAddress(),
        1,
        16,
        _ -> {},
        (_, order) -> order.failed(new AssertionError("counts only")));
  }

  /** A source that always has another run, each as long as {@link #ONE_RUN}. */
  private static final class Endless implements LaneRuns {

    final AtomicInteger runs = new AtomicInteger();
    final CountDownLatch begun = new CountDownLatch(1);
    volatile boolean over;
    volatile boolean paused;
    volatile @Nullable RuntimeException throwing;
    volatile @Nullable Throwable brokenBy;

    @Override
    public @Nullable RunRequest next() {
      RuntimeException now = throwing;
      if (now != null) {
        throw now;
      }
      if (over || paused) {
        return null;
      }
      return new RunRequest() {
        @Override
        public Asked asked() {
          throw new AssertionError("nothing is played");
        }

        @Override
        public void done(Outcome outcome) {}

        @Override
        public void failed(Throwable cause) {
          long until = System.nanoTime() + ONE_RUN.toNanos();
          while (System.nanoTime() < until) {
            Thread.onSpinWait();
          }
          runs.incrementAndGet();
          begun.countDown();
        }
      };
    }

    @Override
    public void broken(Throwable cause) {
      brokenBy = cause;
    }

    @Override
    public boolean isOver() {
      return over;
    }
  }
}
