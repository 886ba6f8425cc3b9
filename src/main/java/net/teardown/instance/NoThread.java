package net.teardown.instance;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The system gives no more threads (pids.max of a container, RLIMIT_NPROC): nothing was begun. The
 * JVM says so by the error with which it says that the heap is full, though all that is amiss is
 * that one thing can't be done just now.
 */
public final class NoThread extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private NoThread(OutOfMemoryError cause) {
    super(
        "no thread could be started: the system's limit on threads or processes is reached"
            + " (ulimit -u, or pids.max of the container)",
        cause);
  }

  /**
   * Does what may start a thread.
   *
   * @throws NoThread if none is to be had
   */
  public static <T> T orStart(Supplier<T> start) {
    try {
      return start.get();
    } catch (OutOfMemoryError e) {
      if (isCause(e)) {
        throw new NoThread(e);
      }
      throw e;
    }
  }

  /** Does what may start a thread, as {@link #orStart(Supplier)}. */
  public static void orStart(Runnable start) {
    orStart(() -> {
      start.run();
      return true;
    });
  }

  /** Whether it is this that an error says. HotSpot has no other way to tell it. */
  static boolean isCause(@Nullable Throwable error) {
    return error instanceof OutOfMemoryError
        && String.valueOf(error.getMessage()).contains("native thread");
  }
}
