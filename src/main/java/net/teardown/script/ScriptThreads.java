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
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * The threads that perform scripts where two hosts take part: one that waits for all connections at
 * once, so that a run that waits costs none; and a bounded number for scripts whose calls wait
 * themselves ({@link Script#holdsThread}), and for a stack that can't wait for many. They start
 * when they are first needed.
 */
public final class ScriptThreads implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 * 1024;

  /** The threads that perform are few and stay. */
  private static final ThreadLocal<Buffers> BUFFERS =
      ThreadLocal.withInitial(() -> new Buffers(BUFFER_BYTES));

  /** How long what is under way may take to end once this is closed. */
  private static final Duration LONGEST_END = Duration.ofSeconds(1);

  private final TcpStack stack;
  private final String name;
  private final StandingThread standing;
  private final ThreadPoolExecutor threads;
  private final Set<EndSignals> onThreads = ConcurrentHashMap.newKeySet();
  private final Set<EndSignals> endedEarly = ConcurrentHashMap.newKeySet();

  // Guarded by this.
  private @Nullable Poller poller;
  private @Nullable Thread polling;
  private boolean closed;

  /** Starts a thread that the service can't do without: work that throws is called again. */
  @FunctionalInterface
  public interface StandingThread {

    /** Starts it under this name. */
    Thread start(String name, Runnable work);
  }

  /** Told once what a script came to, by a thread that others wait for: it must not wait. */
  @FunctionalInterface
  public interface Over {

    /**
     * It is over.
     *
     * @param player who performed it; null if there could be none
     * @param why what it failed by, which is a defect or the end of this service; null if it came
     *     to its end
     */
    void over(@Nullable ScriptRunner player, @Nullable Throwable why);
  }

  /**
   * @param name what its threads are called
   * @param mostThreads of scripts that hold one
   * @param standing starts the one that waits for all
   */
  public ScriptThreads(TcpStack stack, String name, int mostThreads, StandingThread standing) {
    this.stack = stack;
    this.name = name;
    this.standing = standing;
    // An idle thread is taken before a new one is made, which no queue of the pool's own would do.
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
   * Has a script performed, without waiting for it.
   *
   * @param player makes who performs it, with the buffers of the thread that will
   * @param over told {@link CallFailed} too, where there is no descriptor to wait for others with
   * @throws java.util.concurrent.RejectedExecutionException if as many threads as may be are held
   *     already
   * @throws IllegalStateException once this is closed
   */
  public void perform(Script script, Function<Buffers, ScriptRunner> player, Over over) {
    Poller all;
    try {
      all = script.holdsThread() ? null : poller();
    } catch (CallFailed e) {
      over.over(null, e);
      return;
    }
    if (all == null) {
      threads.execute(() -> performHere(player, over));
    } else {
      all.perform(player, over);
    }
  }

  /**
   * Has a script performed, without waiting for it, as {@link #perform}.
   *
   * @return who has performed it, once that is over; or what it failed by, its descriptor given
   *     back
   */
  public CompletableFuture<ScriptRunner> start(
      Script script, Function<Buffers, ScriptRunner> player) {
    CompletableFuture<ScriptRunner> done = new CompletableFuture<>();
    perform(
        script,
        player,
        (performer, why) -> {
          if (why == null) {
            done.complete(performer);
            return;
          }
          if (performer != null) {
            performer.record();
          }
          done.completeExceptionally(why);
        });
    return done;
  }

  /**
   * Waits for a script's end. Whose wait is interrupted has it end early.
   *
   * @param cues of that script
   * @throws ExecutionException with what it failed by
   * @throws InterruptedException if the calling thread was interrupted
   */
  public static ScriptRunner await(Future<ScriptRunner> done, EndSignals cues)
      throws ExecutionException, InterruptedException {
    try {
      return done.get();
    } catch (InterruptedException e) {
      cues.cancel();
      throw e;
    }
  }

  /** Whoever waits for many; null where the stack knows none. */
  private synchronized @Nullable Poller poller() throws CallFailed {
    if (closed) {
      throw new IllegalStateException("the service is shutting down");
    }
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

  private void performHere(Function<Buffers, ScriptRunner> make, Over over) {
    ScriptRunner player = null;
    Throwable why = null;
    try {
      player = make.apply(BUFFERS.get());
      onThreads.add(player.cues());
      player.play();
    } catch (RuntimeException | Error e) {
      why = e;
    } finally {
      if (player != null) {
        onThreads.remove(player.cues());
        if (endedEarly.remove(player.cues()) && why == null) {
          why = new IllegalStateException("the service is shutting down");
        }
      }
    }
    over.over(player, why);
  }

  /** Ends all that is performed, within a second but for a call that waits by itself. */
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
    for (EndSignals cues : onThreads) {
      if (!cues.cancelled()) {
        endedEarly.add(cues);
        cues.cancel();
      }
    }
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
