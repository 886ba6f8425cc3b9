package net.teardown.run;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.instance.StandingThreads;
import net.teardown.policy.AllowedTarget;
import net.teardown.run.responder.BoundedCalls;
import net.teardown.run.responder.ControlClients;
import net.teardown.run.responder.CrossHostRuns;
import net.teardown.run.responder.Disarming;
import net.teardown.run.server.ServerRun;
import net.teardown.script.Leaves;
import net.teardown.script.RunHandle;
import net.teardown.script.ScriptThreads;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * Performs the runs with another host, a bounded number at a time, each on the thread that asks for
 * it. The scripts of those that ask from a virtual thread are performed by one thread, which waits
 * for all of them. A run with another instance that waits long holds a second thread for its calls
 * of the control channel.
 */
final class RemoteRuns implements AutoCloseable {

  /**
   * Calls per run: one that waits for the report, one that asks early whether the connection
   * arrived, and those of runs that have just ended.
   */
  private static final int CALLS_BESIDE_A_RUN = 4;

  /** How many other questions may be asked of instances at once, see {@link #ask}. */
  static final int MOST_QUESTIONS = 64;

  /** Connections that may be left at once, each of which holds a descriptor meanwhile. */
  private static final int MOST_LEAVING = 1024;

  private static final Duration LEAVING_PATIENCE = Duration.ofSeconds(5);

  private final BoundedRuns room;
  private final Leaves leaves;
  private final ScriptThreads scripts;
  private final ThreadPoolExecutor control;
  private final ControlClients clients;
  private final Disarming disarming;
  private final CrossHostRuns crossHost;
  private final ServerRun servers;

  /**
   * @param responderToken token that other instances require; null for none
   */
  RemoteRuns(
      TcpStack stack,
      String vantage,
      RunnerProperties properties,
      @Nullable String responderToken) {
    int most = properties.maxRemote();
    this.room =
        new BoundedRuns(
            "max-remote",
            "max-remote, max-remote-queued",
            most,
            properties.maxRemoteQueued(),
            Duration.ofSeconds(5));
    // Twice as many as runs, because the thread of a run that has just ended may not be free yet.
    this.scripts =
        new ScriptThreads(stack, "remote", 2 * most, StandingThreads.ofThisProcess()::start);
    int beside = CALLS_BESIDE_A_RUN * most;
    // Platform threads, because a virtual thread that never blocks keeps its carrier thread from
    // all others.
    this.control =
        new ThreadPoolExecutor(
            0,
            beside,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("control-", 1).factory());
    this.clients =
        new ControlClients(responderToken, most + beside + Disarming.MOST + MOST_QUESTIONS);
    this.disarming = new Disarming(clients);
    this.leaves =
        new Leaves(MOST_LEAVING, LEAVING_PATIENCE, StandingThreads.ofThisProcess()::start);
    this.servers = new ServerRun(stack, vantage, scripts);
    this.crossHost = new CrossHostRuns(stack, vantage, clients, disarming, control, scripts);
  }

  Outcome run(AllowedTarget.Responder target, Asked asked)
      throws ExecutionException, InterruptedException {
    return holdsNothing(asked)
        ? crossHost.run(target, asked)
        : room.run(() -> crossHost.run(target, asked));
  }

  Outcome run(AllowedTarget.Server target, Asked asked)
      throws ExecutionException, InterruptedException {
    return holdsNothing(asked)
        ? servers.run(target, asked)
        : room.hold(() -> servers.run(target, asked));
  }

  /** Whether it takes no turn, because it may last so long that others would wait for theirs. */
  private static boolean holdsNothing(Asked asked) {
    return asked.spec().isLong() && Thread.currentThread().isVirtual();
  }

  /** Makes a run that nobody waits for, on the calling, virtual thread and without a turn. */
  Outcome runApart(AllowedTarget.Responder target, Asked asked, RunHandle handle)
      throws ExecutionException {
    return crossHost.run(target, asked, handle);
  }

  /** Makes a run that nobody waits for, on the calling, virtual thread and without a turn. */
  Outcome runApart(AllowedTarget.Server target, Asked asked, RunHandle handle)
      throws ExecutionException, InterruptedException {
    return servers.run(target, asked, handle);
  }

  /** Runs only the beginning of the spec, see {@link Runner#connect}. */
  Outcome connect(AllowedTarget.Server target, Asked asked)
      throws ExecutionException, InterruptedException {
    Duration within = asked.spec().timeout();
    // Before its turn, so that who waits for a place keeps nobody else from the network.
    try (Leaves.Place place = leaves.reserve(within)) {
      if (place == null) {
        throw new RunnerBusy(
            "%d connections are still being left".formatted(MOST_LEAVING), Duration.ofSeconds(1));
      }
      return holdsNothing(asked)
          ? servers.connect(target, asked, place)
          : room.hold(() -> servers.connect(target, asked, place));
    }
  }

  /** Performs scripts of runs that may last long, whoever is at the other end. */
  ScriptThreads scripts() {
    return scripts;
  }

  /** How many connections were left with this result after their run was over. */
  long left(Leaves.Result result) {
    return leaves.left(result);
  }

  /** See {@link Runner#ask}. */
  <C, T extends @Nullable Object> T ask(
      AllowedTarget.Responder responder, Duration within, Class<C> calls, Function<C, T> question)
      throws TimeoutException {
    C client = clients.of(responder, calls);
    try (BoundedCalls bounded = clients.until(System.nanoTime() + within.toNanos())) {
      return bounded.make(() -> question.apply(client));
    }
  }

  @Override
  public void close() {
    room.close();
    scripts.close();
    leaves.close();
    control.shutdownNow();
    disarming.close();
    clients.close();
  }
}
