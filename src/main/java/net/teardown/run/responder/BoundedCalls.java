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
 * Calls of another instance with one common deadline, at which their connections are closed.
 * Nothing else ends a call whose other side sends without pause: socket timeouts bound each wait
 * and not their sum, and a thread that never blocks never sees an interrupt.
 */
public final class BoundedCalls implements AutoCloseable {

  /** How long a call may go on after {@link #close}. */
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
   * @param clock runs the deadlines; closing a connection doesn't block it
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
   * @throws TimeoutException if the deadline ended it, or this is closed
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

  /** Registers a request of the call that this thread makes, so that the deadline can cancel it. */
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

  /**
   * Allows no more calls. One that is under way may go on for {@link #GRACE}, as its answer may be
   * on its way.
   */
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
