package net.teardown.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RunFigures;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LanesTests {

  private static final Duration ONE_RUN = Duration.ofMillis(2);

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
      Endless next = new Endless();
      lanes.add(next);

      assertThat(next.begun.await(10, TimeUnit.SECONDS)).isTrue();
      next.over = true;
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(feed.brokenBy).isSameAs(thrown));
    }
  }

  /** A failure that can't be reported must not end the lane. */
  @Test
  void aLaneOutlivesAFeedThatThrowsWhenItIsToldAFailure() throws Exception {
    try (Lanes lanes = lanes()) {
      Endless feed = new Endless();
      feed.throwsWhenTold = new IllegalStateException("the feed");
      lanes.add(feed);
      feed.begun.await();
      feed.over = true;
      Endless next = new Endless();
      lanes.add(next);

      assertThat(next.begun.await(10, TimeUnit.SECONDS)).isTrue();
      next.over = true;
    }
  }

  private static Lanes lanes() throws Exception {
    return new Lanes(
        TcpStack.forThisPlatform(),
        InetAddress.getLoopbackAddress(),
        1,
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
    volatile @Nullable RuntimeException throwsWhenTold;
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
        public void done(RunFigures figures, Supplier<Outcome> outcome) {}

        @Override
        public void failed(Throwable cause) {
          long until = System.nanoTime() + ONE_RUN.toNanos();
          while (System.nanoTime() < until) {
            Thread.onSpinWait();
          }
          runs.incrementAndGet();
          begun.countDown();
          RuntimeException thrown = throwsWhenTold;
          if (thrown != null) {
            throw thrown;
          }
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
