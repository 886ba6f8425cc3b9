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

  /** How long a script may wait before somebody else is to tell it of a closer far away. */
  private static final Duration PATIENCE = Duration.ofMillis(20);

  /** Performs a whole script on the calling thread; an interrupt cancels it. */
  static void play(ScriptRunner runner) {
    Thread thread = Thread.currentThread();
    Runnable unpark = () -> LockSupport.unpark(thread);
    EndSignals.FarCloser patientWith = runner.signals().farCloser();
    long patientUntil = System.nanoTime() + PATIENCE.toNanos();
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
          case WAITING -> {
            if (runner.isSilent()) {
              // Nothing about the closer can be told before both ends go on.
              patientUntil = runner.wakeNanos() + PATIENCE.toNanos();
            }
            long patience = patientWith == null ? Long.MAX_VALUE : patientUntil - System.nanoTime();
            if (patientWith != null && patience <= 0) {
              patientWith.waits();
              patientWith = null;
              patience = Long.MAX_VALUE;
            }
            await(runner, patience);
          }
        }
      }
    } finally {
      runner.signals().awaitNoMore(unpark);
    }
  }

  private static void await(ScriptRunner runner, long patience) {
    Waiting awaited = runner.waitingFor();
    EndSignals.FarCloser farCloser = runner.signals().farCloser();
    if (farCloser != null && runner.awaitsCue() && farCloser.ask()) {
      return;
    }
    long left = runner.wakeNanos() - System.nanoTime();
    long nanos = Math.clamp(left, 0, Math.max(0, patience));
    if (awaited == null) {
      // A signal ends it; a tick would wake it a thousand times a second for nothing.
      LockSupport.parkNanos(nanos);
    } else {
      runner
          .stack()
          .await(Duration.ofNanos(Math.min(nanos, LONGEST_WAIT.toNanos())), List.of(awaited));
    }
    if (Thread.currentThread().isInterrupted()) {
      runner.signals().cancel();
    }
  }
}
