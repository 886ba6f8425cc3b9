package net.teardown.run.responder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  private final Deadlines deadlines;

  // Guarded by this, but that it may be read at any time.
  private volatile long endNanos;

  // Guarded by this.
  private final List<Cancellable> requests = new ArrayList<>(4);
  private int underWay;
  private boolean closed;
  private boolean over;

  /**
   * @param deadlineNanos by {@link System#nanoTime()}
   */
  BoundedCalls(Deadlines deadlines, long deadlineNanos) {
    this.deadlines = deadlines;
    this.endNanos = deadlineNanos;
  }

  /** When they are to be ended, by {@link System#nanoTime()}. */
  long endNanos() {
    return endNanos;
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
        if (underWay == 0) {
          // A run that waits for an hour asks many times.
          requests.clear();
        }
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

  /** Ends the calls that are under way, and allows no more. */
  void end() {
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
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      if (underWay == 0 || over) {
        deadlines.forget(this);
        return;
      }
      long latest = System.nanoTime() + GRACE.toNanos();
      endNanos = endNanos - latest < 0 ? endNanos : latest;
    }
    deadlines.keep(this);
  }
}
