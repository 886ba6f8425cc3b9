package net.teardown.runner;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.EvidenceLevel;
import net.teardown.experiment.ExperimentFinished;
import net.teardown.experiment.Origin;
import net.teardown.experiment.Outcome;
import net.teardown.experiment.Spec;
import net.teardown.experiment.StrangersTurnedAway;
import net.teardown.policy.AllowedTarget;
import net.teardown.socket.CallFailed;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Runs experiments: the one door to the network. Short runs share a few lanes; runs that can wait
 * have threads of their own, so that they never hold a lane. Both are bounded, and past the bound a
 * run is refused rather than delayed without end.
 */
public class Runner implements DisposableBean {

  private final TcpStack stack;
  private final EvidenceLevel level;
  private final Engine engine;
  private final ApplicationEventPublisher events;
  private final Lanes lanes;
  private final ThreadPoolExecutor waiting;
  private final ThreadPoolExecutor remote;
  private final ExecutorService control = Executors.newVirtualThreadPerTaskExecutor();
  private final ControlClients clients;
  private final CrossHost crossHost;

  /**
   * @throws CallFailed if a lane's listener can't be had
   */
  Runner(
      TcpStack stack,
      String vantage,
      RunnerProperties properties,
      InetAddress loopback,
      @Nullable String responderToken,
      ApplicationEventPublisher events)
      throws CallFailed {
    this.stack = stack;
    this.events = events;
    this.level = Engine.level(stack);
    this.engine = new Engine(stack, vantage);
    this.lanes =
        new Lanes(
            stack, loopback, properties.lanesOrCores(), properties.maxQueued(), this::turnedAway);
    this.waiting = threads("waiting-run-", properties.maxWaiting(), properties.maxWaitingQueued());
    this.remote = threads("remote-run-", properties.maxRemote(), properties.maxRemoteQueued());
    this.clients = new ControlClients(responderToken);
    this.crossHost = new CrossHost(stack, vantage, clients, control);
  }

  /**
   * Runs one experiment now and waits for its outcome. What happens on the network is an outcome,
   * never an exception.
   *
   * @param target whom the policy allowed
   * @param label what the caller groups it by; it has no influence
   * @throws RunnerBusy if as many runs as configured are already waiting for their turn
   */
  public Outcome run(AllowedTarget target, Spec spec, @Nullable String label, Origin origin) {
    Outcome done =
        switch (target) {
          case AllowedTarget.Loopback loopback -> join(onLoopback(loopback, spec, label, origin));
          case AllowedTarget.Responder responder ->
              join(elsewhere(() -> crossHost.run(responder, spec, label, origin)));
          case AllowedTarget.Unresolved unresolved ->
              crossHost.unresolved(unresolved, spec, label, origin);
        };
    events.publishEvent(new ExperimentFinished(done));
    return done;
  }

  /** Which sockets this instance uses: {@code posix} or {@code jdk}. */
  public String stack() {
    return stack.name();
  }

  /** What the evidence of this instance's outcomes rests on. */
  public EvidenceLevel evidenceLevel() {
    return level;
  }

  @Override
  public void destroy() {
    lanes.close();
    waiting.shutdownNow();
    remote.shutdownNow();
    control.shutdownNow();
    clients.close();
  }

  private CompletableFuture<Outcome> onLoopback(
      AllowedTarget.Loopback loopback, Spec spec, @Nullable String label, Origin origin) {
    if (!Lane.neverWaits(spec)) {
      return submit(
          waiting,
          "max-waiting",
          () -> {
            try (Lane own = new Lane(stack, loopback.address(), this::turnedAway)) {
              return engine.run(own, spec, label, origin);
            }
          });
    }
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    lanes.submit(
        lane -> outcome.complete(engine.run(lane, spec, label, origin)),
        outcome::completeExceptionally);
    return outcome;
  }

  private CompletableFuture<Outcome> elsewhere(Callable<Outcome> run) {
    return submit(remote, "max-remote", run);
  }

  private static CompletableFuture<Outcome> submit(
      ThreadPoolExecutor pool, String property, Callable<Outcome> run) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    try {
      pool.execute(() -> {
        try {
          outcome.complete(run.call());
        } catch (Throwable e) {
          outcome.completeExceptionally(e);
        }
      });
    } catch (RejectedExecutionException e) {
      throw new RunnerBusy(
          "%d runs of this kind are under way and %d more are queued (teardown.runner.%s, %s-queued)"
              .formatted(pool.getMaximumPoolSize(), pool.getQueue().size(), property, property),
          Duration.ofSeconds(5));
    }
    return outcome;
  }

  private void turnedAway(int strangers) {
    events.publishEvent(new StrangersTurnedAway(strangers));
  }

  private static ThreadPoolExecutor threads(String name, int most, int mostQueued) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most,
            most,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(mostQueued),
            Thread.ofPlatform().name(name, 1).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static Outcome join(CompletableFuture<Outcome> outcome) {
    try {
      return outcome.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("a run failed to start", e.getCause());
    }
  }
}
