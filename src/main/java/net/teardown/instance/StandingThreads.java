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
 * The threads that the service needs as long as it runs. An exception that escapes from one is
 * logged and counted, and the thread goes on. An {@link Error} ends the process once {@link
 * #endProcessOnError} was called, so that a supervisor starts it again. A thread that has died
 * anyway is reported by name, so that no traffic is sent to an instance that only looks alive.
 */
public final class StandingThreads {

  /**
   * The exit code after an error, the same as the JVM's with {@code -XX:+ExitOnOutOfMemoryError}.
   */
  public static final int EXIT_CODE = 3;

  private static final Logger log = LoggerFactory.getLogger(StandingThreads.class);

  private static final StandingThreads OF_THIS_PROCESS = new StandingThreads();

  /**
   * The pause between a failure and the next try, so that a failure that repeats is no busy loop.
   */
  private static final Duration PAUSE = Duration.ofMillis(250);

  /**
   * The time limit of an orderly shutdown after an error; without the dead thread it may never
   * finish.
   */
  private static final Duration ORDERLY_END = Duration.ofSeconds(5);

  private final Map<Thread, Standing> standing = new ConcurrentHashMap<>();
  private final AtomicLong failures = new AtomicLong();
  private volatile boolean endsProcess;

  /** The state of one thread. */
  private static final class Standing {
    volatile @Nullable Throwable diedOf;
  }

  StandingThreads() {}

  /** The threads of all rooms of this process, which share it because an error ends the process. */
  public static StandingThreads ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  /**
   * From now on an error in one of these threads ends the process with exit code {@value
   * #EXIT_CODE}, and so does an uncaught {@link OutOfMemoryError} in any other thread.
   */
  public void endProcessOnError() {
    endsProcess = true;
    Thread.setDefaultUncaughtExceptionHandler(this::uncaught);
  }

  /**
   * Starts a thread.
   *
   * @param work returns when the thread is no longer needed; it is called again after an exception
   * @throws NoThread if the system allows no more threads
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
   * A thread for scheduled tasks. A task that throws doesn't stop the others. The exception is
   * logged, so callers need not keep its future.
   */
  public ScheduledThreadPoolExecutor clock(String name) {
    return new Clock(factory(() -> name));
  }

  /** A pool of threads that run tasks in order; all threads are started at once. */
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

  /** The threads that have died, by name, and the cause. */
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

  /** All standing threads, including dead ones. */
  Set<Thread> all() {
    return Set.copyOf(standing.keySet());
  }

  /** Stops tracking a thread. */
  void forget(Thread thread) {
    standing.remove(thread);
  }

  /** How many exceptions have escaped from these threads. */
  public long failures() {
    return failures.get();
  }

  /** Creates threads that are tracked as long as they run. */
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
      // A pool's thread ended by an exception; the pool has replaced it.
      failed(e);
    }
    forget(Thread.currentThread());
  }

  /** The error itself, or the one that an event listener has thrown, which Spring wraps. */
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

  /** Runs the work; returns false after an exception that the thread survives. */
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
   * Ends Spring in an orderly way within a time limit, because it may wait for the dead thread. If
   * the heap is full, any call here may fail too; halt needs no heap.
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
        // The shutdown interrupts the threads that it knows.
        Thread.interrupted();
        LockSupport.parkNanos(left);
      }
    } finally {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }

  /**
   * A scheduler whose task runs again after an exception. The JDK's own would silently cancel it.
   */
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
