package net.teardown.script;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import net.teardown.socket.CallFailed;
import net.teardown.socket.SocketPoll;
import net.teardown.socket.Spares;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * The threads that perform scripts of runs with another host. One thread waits for all connections
 * at once, so that a waiting run costs none. A bounded number performs scripts whose calls block
 * ({@link Script#holdsThread}), and all scripts on a stack that can't poll. Threads start when they
 * are first needed.
 */
public final class ScriptThreads implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 * 1024;

  private static final int MOST_IDLE_BUFFERS = 16;

  /** How long scripts may take to end once this is closed. */
  private static final Duration LONGEST_END = Duration.ofSeconds(1);

  private final TcpStack stack;
  private final String name;
  private final StandingThread standing;
  private final ThreadPoolExecutor threads;
  private final Spares<Buffers> buffers = new Spares<>(MOST_IDLE_BUFFERS, _ -> {});
  private final Set<EndSignals> onThreads = ConcurrentHashMap.newKeySet();
  private final Set<EndSignals> endedEarly = ConcurrentHashMap.newKeySet();

  // Guarded by this, except that anybody may read whether it is closed.
  private @Nullable Poller poller;
  private @Nullable Thread polling;
  private volatile boolean closed;

  /** Starts a thread that must never end: if its work throws, it is called again. */
  @FunctionalInterface
  public interface StandingThread {

    /** Starts the thread under this name. */
    Thread start(String name, Runnable work);
  }

  /**
   * @param name the name of its threads
   * @param mostThreads how many scripts may hold a thread at once
   * @param standing starts the thread that waits for all connections
   */
  public ScriptThreads(TcpStack stack, String name, int mostThreads, StandingThread standing) {
    this.stack = stack;
    this.name = name;
    this.standing = standing;
    // With a SynchronousQueue, an idle thread is used before a new one is made; with a real queue
    // it would not be.
    this.threads =
        new ThreadPoolExecutor(
            0,
            mostThreads,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name(name + "-", 1).factory());
  }

  /**
   * Performs a script without waiting for it. What can be performed at once is, on the calling
   * thread and for about a millisecond at most; nearly always that is all of it, and another thread
   * would have to be woken for it.
   *
   * @param runner makes its runner, with buffers that are its own until it is complete
   * @param over called with {@link CallFailed} too, if there is no descriptor for polling
   * @throws java.util.concurrent.RejectedExecutionException if all threads are held
   * @throws IllegalStateException once this is closed
   */
  public void perform(Script script, Function<Buffers, ScriptRunner> runner, WhenOver over) {
    perform(script, runner, over, true);
  }

  private void perform(
      Script script, Function<Buffers, ScriptRunner> runner, WhenOver over, boolean beginHere) {
    Poller all;
    try {
      all = script.holdsThread() ? null : poller();
    } catch (CallFailed e) {
      over.over(null, e);
      return;
    }
    if (all == null) {
      threads.execute(() -> performHere(runner, over));
    } else if (beginHere) {
      begin(all, runner, over);
    } else {
      all.perform(runner, over);
    }
  }

  /** Performs what can be performed at once, and leaves the rest to the poller. */
  private void begin(Poller all, Function<Buffers, ScriptRunner> make, WhenOver over) {
    Buffers own = buffers();
    ScriptRunner runner = null;
    Throwable why = null;
    try {
      runner = make.apply(own);
      ScriptRunner begun = runner;
      switch (begun.advance(Poller.BYTES_PER_TURN)) {
        case FINISHED -> {
          // Told below.
        }
        case YIELDED, WAITING -> {
          all.perform(
              _ -> begun,
              (performer, failure) -> {
                buffers.giveBack(own);
                over.over(performer, failure);
              });
          return;
        }
      }
    } catch (RuntimeException | Error e) {
      why = e;
    }
    buffers.giveBack(own);
    Poller.tell(over, runner, why);
  }

  private Buffers buffers() {
    Buffers lent = buffers.take();
    return lent == null ? new Buffers(BUFFER_BYTES) : lent;
  }

  /**
   * Performs a script on other threads, without waiting for it.
   *
   * @param runner makes its runner, with the buffers of the thread that will perform it
   * @return its runner, once it is complete; or its failure, with the descriptor closed
   */
  public CompletableFuture<ScriptRunner> start(
      Script script, Function<Buffers, ScriptRunner> runner) {
    CompletableFuture<ScriptRunner> done = new CompletableFuture<>();
    perform(script, runner, completing(done), false);
    return done;
  }

  private static WhenOver completing(CompletableFuture<ScriptRunner> done) {
    return (performer, why) -> {
      if (why == null) {
        done.complete(performer);
        return;
      }
      if (performer != null) {
        performer.record();
      }
      done.completeExceptionally(why);
    };
  }

  /**
   * Performs a script for a caller who will wait for it. A platform thread performs it itself and
   * returns when it is complete: another one would have to be woken for it, and wake the first one
   * again. A virtual thread must not wait in a system call, so it leaves the script to the others.
   *
   * @return its runner, as {@link #start}
   * @throws java.util.concurrent.RejectedExecutionException if all threads are held
   * @throws IllegalStateException once this is closed
   */
  public CompletableFuture<ScriptRunner> startOrPlay(
      Script script, Function<Buffers, ScriptRunner> runner) {
    if (Thread.currentThread().isVirtual()) {
      return start(script, runner);
    }
    refuseIfClosed();
    CompletableFuture<ScriptRunner> done = new CompletableFuture<>();
    performHere(runner, completing(done));
    return done;
  }

  /**
   * Waits for a script's end. If the wait is interrupted, the script is cancelled.
   *
   * @param signals of that script
   * @throws ExecutionException with what it failed with
   * @throws InterruptedException if the calling thread was interrupted
   */
  public static ScriptRunner await(Future<ScriptRunner> done, EndSignals signals)
      throws ExecutionException, InterruptedException {
    try {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return done.get();
    } catch (InterruptedException e) {
      signals.cancel();
      throw e;
    }
  }

  /** The poller, started if need be; null where the stack can't poll. */
  private synchronized @Nullable Poller poller() throws CallFailed {
    refuseIfClosed();
    if (poller == null) {
      Optional<SocketPoll> poll = stack.poll();
      if (poll.isPresent()) {
        Poller all = new Poller(poll.get());
        try {
          polling = standing.start(name, all::work);
        } catch (RuntimeException | Error e) {
          poll.get().close();
          throw e;
        }
        poller = all;
      }
    }
    return poller;
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new IllegalStateException("the service is shutting down");
    }
  }

  private void endEarly(EndSignals signals) {
    if (!signals.cancelled()) {
      endedEarly.add(signals);
      signals.cancel();
    }
  }

  private void performHere(Function<Buffers, ScriptRunner> make, WhenOver over) {
    ScriptRunner runner = null;
    Throwable why = null;
    Buffers own = buffers();
    try {
      runner = make.apply(own);
      onThreads.add(runner.signals());
      if (closed) {
        endEarly(runner.signals());
      }
      runner.play();
    } catch (RuntimeException | Error e) {
      why = e;
    } finally {
      if (runner != null) {
        onThreads.remove(runner.signals());
        if (endedEarly.remove(runner.signals()) && why == null) {
          why = new IllegalStateException("the service is shutting down");
        }
      }
    }
    // A script that is over reads and writes them no more.
    buffers.giveBack(own);
    over.over(runner, why);
  }

  /** Ends all scripts, within a second unless a call blocks longer. */
  @Override
  public void close() {
    Thread last;
    synchronized (this) {
      closed = true;
      last = polling;
      if (poller != null) {
        poller.close();
      }
    }
    threads.shutdown();
    onThreads.forEach(this::endEarly);
    long until = System.nanoTime() + LONGEST_END.toNanos();
    try {
      if (last != null) {
        last.join(LONGEST_END);
      }
      threads.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
