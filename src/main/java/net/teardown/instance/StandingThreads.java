package net.teardown.instance;

import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that the service can't do without, as long as it runs. What escapes from one is
 * logged and counted, and the thread goes on; an {@link Error} ends the process, once {@link
 * #endProcessOnError} was said, for whoever starts it to start it again. A thread that is dead all
 * the same is known by name, so that nobody is sent to an instance that only looks alive.
 */
public final class StandingThreads {

  /** The exit code after an error; the JVM's own with {@code -XX:+ExitOnOutOfMemoryError}. */
  public static final int EXIT_CODE = 3;

  private static final Logger log = LoggerFactory.getLogger(StandingThreads.class);

  private static final StandingThreads OF_THIS_PROCESS = new StandingThreads();

  /** Between a failure and the next try, so that one that comes at once again is no busy loop. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  /**
   * How long an orderly end may take after an error; what has lost a thread may never come to it.
   */
  private static final Duration ORDERLY_END = Duration.ofSeconds(5);

  private final Map<Thread, Standing> standing = new ConcurrentHashMap<>();
  private final AtomicLong failures = new AtomicLong();
  private volatile boolean endsProcess;

  /** One thread. */
  private static final class Standing {
    volatile @Nullable Throwable diedOf;
  }

  StandingThreads() {}

  /** Those of all rooms: a process is what an error ends. */
  public static StandingThreads ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  /**
   * From now on an error in one of them ends the process with {@value #EXIT_CODE}, and so does a
   * full heap in any other thread that doesn't catch it.
   */
  public void endProcessOnError() {
    endsProcess = true;
    Thread.setDefaultUncaughtExceptionHandler(this::uncaught);
  }

  /**
   * Starts a thread.
   *
   * @param work returns when it is over for good; where it throws, it is called again
   * @throws NoThread if the system gives none
   */
  public Thread start(String name, Runnable work) {
    Thread thread = factory(() -> name).newThread(() -> again(work));
    try {
      NoThread.orStart(thread::start);
    } catch (RuntimeException | Error e) {
      forget(thread);
      throw e;
    }
    return thread;
  }

  /**
   * A thread that does things at their time: whatever becomes of one, the others are done. What one
   * throws is logged, so that nobody need keep its future.
   */
  public ScheduledThreadPoolExecutor clock(String name) {
    return new Clock(factory(() -> name));
  }

  /** Threads that do what they are given, in order; all of them are there from the start. */
  public ThreadPoolExecutor workers(String name, int count) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            factory(() -> name + "-" + number.incrementAndGet()));
    NoThread.orStart(workers::prestartAllCoreThreads);
    return workers;
  }

  /** Those that have died, and of what, by name. */
  public Map<String, String> dead() {
    Map<String, String> dead = new TreeMap<>();
    standing.forEach((thread, known) -> {
      Throwable diedOf = known.diedOf;
      if (diedOf != null) {
        dead.put(thread.getName(), diedOf.toString());
      } else if (thread.getState() == Thread.State.TERMINATED) {
        dead.put(thread.getName(), "unknown");
      }
    });
    return dead;
  }

  /** All that stand, the dead among them. */
  Set<Thread> all() {
    return Set.copyOf(standing.keySet());
  }

  /** No longer asks for one. */
  void forget(Thread thread) {
    standing.remove(thread);
  }

  /** How often something has escaped from one. */
  public long failures() {
    return failures.get();
  }

  /** Threads that are known as long as they run. */
  private ThreadFactory factory(Supplier<String> names) {
    return work -> {
      Thread thread = Thread.ofPlatform().daemon().name(names.get()).unstarted(() -> stand(work));
      standing.put(thread, new Standing());
      return thread;
    };
  }

  private void stand(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      Error error = toDieOf(e);
      if (error != null) {
        died(error);
        return;
      }
      // Of a pool's thread, which the pool has replaced.
      failed(e);
    }
    forget(Thread.currentThread());
  }

  /** The error that this is, or that a listener to an event has thrown, which Spring wraps. */
  private static @Nullable Error toDieOf(Throwable e) {
    Throwable thrown =
        e instanceof UndeclaredThrowableException wrapped ? wrapped.getUndeclaredThrowable() : e;
    return thrown instanceof Error error && !NoThread.isCause(error) ? error : null;
  }

  private void again(Runnable work) {
    while (!survived(work)) {
      boolean interrupted = Thread.interrupted();
      LockSupport.parkNanos(PAUSE.toNanos());
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Does it, and whether nothing came of it that is to be survived. */
  private boolean survived(Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException | Error e) {
      Error error = toDieOf(e);
      if (error != null) {
        throw error;
      }
      failed(e);
      return false;
    }
  }

  private void failed(Throwable e) {
    failures.incrementAndGet();
    log.error(
        "The thread {} goes on after an unexpected failure", Thread.currentThread().getName(), e);
  }

  private void died(Error e) {
    Standing known = standing.get(Thread.currentThread());
    if (known != null) {
      known.diedOf = e;
    }
    end(e);
  }

  private void uncaught(Thread thread, Throwable e) {
    if (toDieOf(e) instanceof OutOfMemoryError error) {
      end(error);
    } else {
      failures.incrementAndGet();
      log.error("The thread {} ended by an unexpected failure", thread.getName(), e);
    }
  }

  /**
   * Lets Spring end in order, but not for long: whatever it waits for may be what has died. With a
   * heap that is full anything here may fail in its turn; to halt needs none.
   */
  private void end(Error e) {
    if (!endsProcess) {
      log.error("The thread {} died", Thread.currentThread().getName(), e);
      return;
    }
    try {
      log.error(
          "The process ends with exit code {}: the thread {} died of {}",
          EXIT_CODE,
          Thread.currentThread().getName(),
          e.toString());
      Thread.ofPlatform().daemon().name("ending").start(() -> System.exit(EXIT_CODE));
      long until = System.nanoTime() + ORDERLY_END.toNanos();
      for (long left = ORDERLY_END.toNanos(); left > 0; left = until - System.nanoTime()) {
        // Whoever ends interrupts the threads that it knows.
        Thread.interrupted();
        LockSupport.parkNanos(left);
      }
    } finally {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }

  /** A task that threw would otherwise be done no more, and nobody told. */
  private final class Clock extends ScheduledThreadPoolExecutor {

    Clock(ThreadFactory threads) {
      super(1, threads);
      setRemoveOnCancelPolicy(true);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      return super.schedule(() -> guard(task), delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
        Runnable task, long first, long period, TimeUnit unit) {
      return super.scheduleAtFixedRate(() -> guard(task), first, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable task, long first, long delay, TimeUnit unit) {
      return super.scheduleWithFixedDelay(() -> guard(task), first, delay, unit);
    }

    private void guard(Runnable task) {
      try {
        survived(task);
      } catch (Error e) {
        died(e);
        throw e;
      }
    }
  }
}
