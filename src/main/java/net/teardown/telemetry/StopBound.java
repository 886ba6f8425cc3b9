package net.teardown.telemetry;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends what is still being sent a while after the service began to stop. */
final class StopBound {

  private final Duration allowed;
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();

  /**
   * @param allowed how long after the stop has begun
   */
  StopBound(Duration allowed) {
    this.allowed = allowed;
    var _ = over.thenRun(() -> underWay.forEach(StopBound::end));
  }

  /** Lets the time begin. */
  void stopping() {
    over.completeOnTimeout(null, allowed.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Has this fail when the time is over, if it isn't complete by then. */
  @SuppressWarnings("UndefinedEquals") // identity is what is meant
  <T> CompletableFuture<T> bound(CompletableFuture<T> sent) {
    underWay.add(sent);
    CompletableFuture<T> bounded = sent.whenComplete((_, _) -> underWay.remove(sent));
    if (over.isDone()) {
      end(sent);
    }
    return bounded;
  }

  private static void end(CompletableFuture<?> sent) {
    sent.completeExceptionally(new TimeoutException("the service stops"));
  }
}
