package net.teardown.script;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import net.teardown.socket.SocketPoll;
import net.teardown.socket.Waiting;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs any number of scripts on one thread, the one that calls {@link #work}. A script gets a
 * turn when what it waits for has come: a descriptor, a signal or a time. A turn ends after a
 * bounded number of bytes, so that an other end that sends for ever doesn't delay the other
 * scripts.
 */
final class Poller {

  private static final Logger log = LoggerFactory.getLogger(Poller.class);

  private static final int BUFFER_BYTES = 64 * 1024;

  /** About 200 µs of copying per turn. */
  static final long BYTES_PER_TURN = 1024 * 1024;

  private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

  /** How soon to look again at a descriptor that epoll can't watch. */
  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  private final SocketPoll poll;
  private final Buffers buffers = new Buffers(BUFFER_BYTES);

  /** Scripts to begin, and scripts that got a signal; any thread adds to them. */
  private final Queue<Part> begun = new ConcurrentLinkedQueue<>();

  private final Queue<Part> cued = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  // Only the working thread uses the fields below.
  private final Map<Long, Part> parts = new HashMap<>();
  private final Deque<Part> ready = new ArrayDeque<>();
  private final long originNanos = System.nanoTime();
  private final NavigableSet<Part> waiting =
      new TreeSet<>(
          Comparator.<Part>comparingLong(part -> part.wakeNanos - originNanos)
              .thenComparingLong(part -> part.key));
  private long keys;

  /** A script that is being performed. */
  private static final class Part {
    final Function<Buffers, ScriptRunner> make;
    final WhenOver over;
    long key;
    @Nullable ScriptRunner runner;
    @Nullable Runnable wake;
    boolean isReady;
    boolean isWaiting;
    long wakeNanos;

    Part(Function<Buffers, ScriptRunner> make, WhenOver over) {
      this.make = make;
      this.over = over;
    }
  }

  /**
   * @param poll closed together with this
   */
  Poller(SocketPoll poll) {
    this.poll = poll;
  }

  /**
   * Performs a script from now on.
   *
   * @throws IllegalStateException once this is closed
   */
  void perform(Function<Buffers, ScriptRunner> make, WhenOver over) {
    Part part = new Part(make, over);
    begun.add(part);
    poll.wakeUp();
    if (closed && begun.remove(part)) {
      throw new IllegalStateException("the service is shutting down");
    }
  }

  /** Ends all scripts; {@link #work} returns soon after. */
  void close() {
    closed = true;
    poll.wakeUp();
  }

  /** Works until it is closed. If it throws, it can be called again and goes on. */
  void work() {
    while (!closed) {
      collect();
      for (int turns = ready.size(); turns > 0; turns--) {
        advance(ready.remove());
      }
      poll.await(Duration.ofNanos(untilNext()), this::isReady);
    }
    end();
    poll.close();
  }

  /** Makes ready all scripts that began, got a signal or reached their time. */
  private void collect() {
    for (Part part = begun.poll(); part != null; part = begun.poll()) {
      part.key = keys++;
      parts.put(part.key, part);
      makeReady(part);
    }
    for (Part part = cued.poll(); part != null; part = cued.poll()) {
      makeReady(part);
    }
    long now = System.nanoTime();
    while (!waiting.isEmpty() && waiting.first().wakeNanos - now <= 0) {
      makeReady(waiting.first());
    }
  }

  private void isReady(long key) {
    Part part = parts.get(key);
    if (part != null) {
      makeReady(part);
    }
  }

  private void makeReady(Part part) {
    waitNoMore(part);
    if (!part.isReady && parts.containsKey(part.key)) {
      part.isReady = true;
      ready.add(part);
    }
  }

  private void waitNoMore(Part part) {
    if (part.isWaiting) {
      waiting.remove(part);
      part.isWaiting = false;
    }
  }

  private long untilNext() {
    if (!ready.isEmpty()) {
      return 0;
    }
    long longest = LONGEST_WAIT.toNanos();
    return waiting.isEmpty()
        ? longest
        : Math.clamp(waiting.first().wakeNanos - System.nanoTime(), 0, longest);
  }

  /** Gives one script its turn. Whatever it throws, the others go on. */
  private void advance(Part part) {
    part.isReady = false;
    try {
      ScriptRunner runner = part.runner;
      if (runner == null) {
        runner = begin(part);
      }
      switch (runner.advance(BYTES_PER_TURN)) {
        case FINISHED -> over(part, null);
        case YIELDED -> makeReady(part);
        case WAITING -> wait(part, runner);
      }
    } catch (RuntimeException | Error e) {
      over(part, e);
    }
  }

  private ScriptRunner begin(Part part) {
    ScriptRunner runner = part.make.apply(buffers);
    Runnable wake =
        () -> {
          cued.add(part);
          poll.wakeUp();
        };
    part.runner = runner;
    part.wake = wake;
    runner.signals().await(wake);
    return runner;
  }

  private void wait(Part part, ScriptRunner runner) {
    Waiting awaited = runner.waitingFor();
    long wakeNanos = runner.wakeNanos();
    if (awaited != null && !poll.watch(part.key, awaited)) {
      wakeNanos = Math.min(wakeNanos, System.nanoTime() + LOOK_AGAIN_NANOS);
    }
    part.wakeNanos = wakeNanos;
    part.isWaiting = true;
    waiting.add(part);
  }

  private void over(Part part, @Nullable Throwable why) {
    waitNoMore(part);
    parts.remove(part.key);
    ScriptRunner runner = part.runner;
    if (runner != null && part.wake != null) {
      runner.signals().awaitNoMore(part.wake);
    }
    tell(part.over, runner, why);
  }

  /** Tells what a script came to. Whatever that throws, the other scripts go on. */
  static void tell(WhenOver over, @Nullable ScriptRunner runner, @Nullable Throwable why) {
    try {
      over.over(runner, why);
    } catch (RuntimeException | Error e) {
      log.error("what a script came to could not be told", e);
    }
  }

  /**
   * Ends all scripts that are still performed. Those that were cancelled before count as complete;
   * the others as failed.
   */
  private void end() {
    collect();
    for (Part part : parts.values().toArray(Part[]::new)) {
      ScriptRunner runner = part.runner;
      boolean toldBefore = runner != null && runner.signals().cancelled();
      Throwable why = null;
      try {
        if (runner != null) {
          runner.signals().cancel();
          while (runner.advance(BYTES_PER_TURN) == ScriptRunner.Progress.YIELDED) {
            // Once it is cancelled, each turn ends an act.
          }
        }
      } catch (RuntimeException | Error e) {
        why = e;
      }
      if (why == null && !toldBefore) {
        why = new IllegalStateException("the service is shutting down");
      }
      over(part, why);
    }
  }
}
