package net.teardown.instance;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The system's limit on threads is reached (pids.max of a container, RLIMIT_NPROC), and nothing was
 * started. The JVM throws the same error as for a full heap, though here only a single action
 * failed.
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
   * Runs an action that may start a thread.
   *
   * @throws NoThread if no thread can be started
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

  /** Runs an action that may start a thread, as {@link #orStart(Supplier)}. */
  public static void orStart(Runnable start) {
    orStart(() -> {
      start.run();
      return true;
    });
  }

  /**
   * Whether an error means that no thread could be started. HotSpot offers only the message to
   * tell.
   */
  static boolean isCause(@Nullable Throwable error) {
    return error instanceof OutOfMemoryError
        && String.valueOf(error.getMessage()).contains("native thread");
  }
}
