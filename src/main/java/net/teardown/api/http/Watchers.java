package net.teardown.api.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.teardown.input.Refused;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Callers who wait for something, or watch it, each on the thread of its own request. There is a
 * bounded number of them, and none waits longer than the service runs.
 */
@Component
public class Watchers implements SmartLifecycle {

  /** How often to look at what another instance may have ended. */
  public static final Duration CHECK_EVERY = Duration.ofMillis(500);

  private final int most;
  private final Set<Thread> watching = ConcurrentHashMap.newKeySet();
  private volatile boolean open;

  Watchers(Capacity capacity) {
    this.most = capacity.watching();
  }

  /** What a caller waits for. */
  public interface Watch {
    /**
     * Waits, and answers the caller.
     *
     * @throws InterruptedException if the service stops
     * @throws IOException if the caller has disconnected
     */
    void watch() throws IOException, InterruptedException;
  }

  /**
   * Runs this on the calling thread. It returns early if the service stops.
   *
   * @throws TooManyWatchers if as many as may are waiting; nothing is run then
   */
  public void admit(Watch watch) throws IOException {
    watching.add(Thread.currentThread());
    try {
      if (watching.size() > most) {
        throw new TooManyWatchers(most);
      }
      watch.watch();
    } catch (InterruptedException _) {
      // The service stops.
    } finally {
      watching.remove(Thread.currentThread());
      Thread.interrupted();
    }
  }

  /**
   * Something that ends.
   *
   * @param <T> what is known of it
   */
  public interface Awaited<T> {

    /** Whether it hasn't ended yet, as far as is known. */
    boolean goesOn(T now);

    /** Waits a while, or until it has ended. */
    void pause(T now, Duration atMost) throws InterruptedException;

    /** Looks again; empty if it isn't there any more. */
    Optional<T> again(T known);
  }

  /**
   * Waits for the end of something; to be called within {@link #admit}.
   *
   * @return what is known of it when it ended, this time was over, or the service stopped
   */
  public <T> T await(T known, Duration atMost, Awaited<T> awaited) {
    long until = System.nanoTime() + atMost.toNanos();
    T now = known;
    try {
      for (long left = atMost.toNanos();
          open && left > 0 && awaited.goesOn(now);
          left = until - System.nanoTime()) {
        awaited.pause(now, Duration.ofNanos(Math.min(left, CHECK_EVERY.toNanos())));
        Optional<T> found = awaited.again(now);
        if (found.isEmpty()) {
          return now;
        }
        now = found.get();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return now;
  }

  /** Whether the service runs on. */
  public boolean isOpen() {
    return open;
  }

  @Override
  public void start() {
    open = true;
  }

  /** Stops before the web server waits for requests in progress. */
  @Override
  public void stop() {
    open = false;
    watching.forEach(Thread::interrupt);
  }

  @Override
  public boolean isRunning() {
    return open;
  }

  /** The limit on waiting callers is reached. */
  static final class TooManyWatchers extends Refused {
    private static final long serialVersionUID = 1L;

    TooManyWatchers(int most) {
      super(
          Why.BUSY,
          "%d callers are waiting or watching already".formatted(most),
          Duration.ofSeconds(10));
    }
  }
}
