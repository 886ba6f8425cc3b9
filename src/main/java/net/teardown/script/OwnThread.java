package net.teardown.script;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import net.teardown.socket.Waiting;

/** Performs one end's script on a thread of its own. */
final class OwnThread {

  /** How long one wait for a descriptor may last, since no signal ends it. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(50);

  private OwnThread() {}

  /** Performs a whole script on the calling thread; an interrupt cancels it. */
  static void play(ScriptRunner runner) {
    Thread thread = Thread.currentThread();
    Runnable unpark = () -> LockSupport.unpark(thread);
    runner.signals().await(unpark);
    try {
      while (true) {
        switch (runner.advance()) {
          case FINISHED -> {
            return;
          }
          case YIELDED -> {
            // The other scripts have threads of their own, so there is nothing to yield to.
          }
          case WAITING -> await(runner);
        }
      }
    } finally {
      runner.signals().awaitNoMore(unpark);
    }
  }

  private static void await(ScriptRunner runner) {
    Waiting awaited = runner.waitingFor();
    long left = runner.wakeNanos() - System.nanoTime();
    long nanos = Math.clamp(left, 0, LONGEST_WAIT.toNanos());
    if (awaited == null) {
      // A signal ends it; a tick would wake it a thousand times a second for nothing.
      LockSupport.parkNanos(nanos);
    } else {
      runner.stack().await(Duration.ofNanos(nanos), List.of(awaited));
    }
    if (Thread.currentThread().isInterrupted()) {
      runner.signals().cancel();
    }
  }
}
