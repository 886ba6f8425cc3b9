package net.teardown.run.responder;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends calls of other instances at their deadlines. The clock's thread is woken for the earliest
 * deadline alone, not for each call, because nearly all calls are over long before theirs.
 */
final class Deadlines {

  private final ScheduledExecutorService clock;
  private final Set<BoundedCalls> open = ConcurrentHashMap.newKeySet();

  // Guarded by this.
  private boolean looks;
  private long nextNanos;

  /**
   * @param clock must not be blocked by what it runs; closing a connection doesn't
   */
  Deadlines(ScheduledExecutorService clock) {
    this.clock = clock;
  }

  /** Ends these calls once they are due, until they are {@link #forget forgotten}. */
  void keep(BoundedCalls calls) {
    open.add(calls);
    lookBy(calls.endNanos());
  }

  void forget(BoundedCalls calls) {
    open.remove(calls);
  }

  // The clock logs what a task throws.
  @SuppressWarnings("FutureReturnValueIgnored")
  private synchronized void lookBy(long nanos) {
    if (!looks || nanos - nextNanos < 0) {
      looks = true;
      nextNanos = nanos;
      clock.schedule(this::look, nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  private void look() {
    synchronized (this) {
      looks = false;
    }
    open.removeIf(this::isEnded);
  }

  /** Ends the calls if they are due; if not, has them looked at again. */
  private boolean isEnded(BoundedCalls calls) {
    long end = calls.endNanos();
    if (end - System.nanoTime() > 0) {
      lookBy(end);
      return false;
    }
    calls.end();
    return true;
  }
}
