package net.teardown.script;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import net.teardown.socket.Waiting;

/** Has one end performed by a thread that does nothing else meanwhile. */
final class OwnThread {

  /** How long it may sit in a wait that no cue ends. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(50);

  private OwnThread() {}

  /** Performs a whole script on the calling thread. */
  static void play(ScriptRunner player) {
    Thread thread = Thread.currentThread();
    Runnable unpark = () -> LockSupport.unpark(thread);
    player.cues().await(unpark);
    try {
      while (true) {
        switch (player.advance()) {
          case FINISHED -> {
            return;
          }
          case YIELDED -> {
            // The others have their own threads, and so their turn already.
          }
          case WAITING -> await(player);
        }
      }
    } finally {
      player.cues().awaitNoMore(unpark);
    }
  }

  private static void await(ScriptRunner player) {
    Waiting awaited = player.waitingFor();
    long left = player.wakeNanos() - System.nanoTime();
    long nanos = Math.clamp(left, 0, LONGEST_WAIT.toNanos());
    if (awaited == null) {
      // A cue ends it; a tick would wake for nothing a thousand times a second.
      LockSupport.parkNanos(nanos);
    } else {
      player.stack().await(Duration.ofNanos(nanos), List.of(awaited));
    }
  }
}
