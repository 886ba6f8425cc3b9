package net.teardown.run.responder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.hc.core5.concurrent.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Calls of another instance that end by the same deadline: their connections are closed then, as
 * nothing else ends a call whose other side never pauses. Timeouts of sockets bound each wait and
 * not their sum, and who never waits never sees an interrupt.
 */
public final class BoundedCalls implements AutoCloseable {

  /** How long a call that is under way may go on once nobody waits for it. */
  private static final Duration GRACE = Duration.ofMillis(250);

  private static final ScopedValue<BoundedCalls> CURRENT = ScopedValue.newInstance();

  private final ScheduledExecutorService clock;
  private final long deadlineNanos;

  // Guarded by this.
  private final List<Cancellable> requests = new ArrayList<>(4);
  private ScheduledFuture<?> end;
  private int underWay;
  private boolean closed;
  private boolean over;

  /**
   * @param clock ends what is due; closing a connection doesn't keep it waiting
   * @param deadlineNanos by {@link System#nanoTime()}
   */
  BoundedCalls(ScheduledExecutorService clock, long deadlineNanos) {
    this.clock = clock;
    this.deadlineNanos = deadlineNanos;
    this.end = endIn(deadlineNanos - System.nanoTime());
  }

  private ScheduledFuture<?> endIn(long nanos) {
    return clock.schedule(this::end, nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Makes one call on this thread.
   *
   * @throws TimeoutException if the deadline ended it, or nobody wants it any more
   */
  public <T extends @Nullable Object> T make(Supplier<T> call) throws TimeoutException {
    synchronized (this) {
      if (closed || over) {
        throw new TimeoutException();
      }
      underWay++;
    }
    try {
      return ScopedValue.where(CURRENT, this).call(call::get);
    } catch (RuntimeException e) {
      if (isOver()) {
        throw new TimeoutException();
      }
      throw e;
    } finally {
      synchronized (this) {
        underWay--;
      }
    }
  }

  /** A request of the call that this thread makes; it is the library's own that ends it. */
  static void begins(Cancellable request) {
    CURRENT.get().add(request);
  }

  private void add(Cancellable request) {
    synchronized (this) {
      requests.add(request);
      if (!over) {
        return;
      }
    }
    request.cancel();
  }

  private synchronized boolean isOver() {
    return over;
  }

  private void end() {
    List<Cancellable> all;
    synchronized (this) {
      over = true;
      all = List.copyOf(requests);
    }
    all.forEach(Cancellable::cancel);
  }

  /** No more calls. One that is under way has a moment more, for an answer that is on its way. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    end.cancel(false);
    if (underWay > 0 && !over) {
      end = endIn(Math.min(deadlineNanos - System.nanoTime(), GRACE.toNanos()));
    }
  }
}
