package net.teardown.runner;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
  private final Engine engine;
  private final ApplicationEventPublisher events;
  private final Lanes lanes;
  private final ThreadPoolExecutor waiting;

  /**
   * @throws CallFailed if a lane's listener can't be had
   */
  Runner(
      TcpStack stack,
      String vantage,
      RunnerProperties properties,
      InetAddress loopback,
      ApplicationEventPublisher events)
      throws CallFailed {
    this.stack = stack;
    this.events = events;
    this.engine = new Engine(stack, vantage);
    this.lanes =
        new Lanes(
            stack, loopback, properties.lanesOrCores(), properties.maxQueued(), this::turnedAway);
    this.waiting = waitingThreads(properties);
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
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    if (Lane.neverWaits(spec)) {
      lanes.submit(
          lane -> outcome.complete(engine.run(lane, spec, label, origin)),
          outcome::completeExceptionally);
    } else {
      submitWaiting(target.address(), spec, label, origin, outcome);
    }
    Outcome done = join(outcome);
    events.publishEvent(new ExperimentFinished(done));
    return done;
  }

  /** Which sockets this instance uses: {@code posix} or {@code jdk}. */
  public String stack() {
    return stack.name();
  }

  /** What the evidence of this instance's outcomes rests on. */
  public EvidenceLevel evidenceLevel() {
    return engine.level();
  }

  @Override
  public void destroy() {
    lanes.close();
    waiting.shutdownNow();
  }

  private void submitWaiting(
      InetAddress loopback,
      Spec spec,
      @Nullable String label,
      Origin origin,
      CompletableFuture<Outcome> outcome) {
    try {
      waiting.execute(() -> {
        try (Lane own = new Lane(stack, loopback, this::turnedAway)) {
          outcome.complete(engine.run(own, spec, label, origin));
        } catch (CallFailed | RuntimeException | Error e) {
          outcome.completeExceptionally(e);
        }
      });
    } catch (RejectedExecutionException e) {
      throw new RunnerBusy(
          "%d runs that can wait are under way and %d more are queued (teardown.runner.max-waiting, max-waiting-queued)"
              .formatted(waiting.getMaximumPoolSize(), waiting.getQueue().size()),
          Duration.ofSeconds(5));
    }
  }

  private void turnedAway(int strangers) {
    events.publishEvent(new StrangersTurnedAway(strangers));
  }

  private static ThreadPoolExecutor waitingThreads(RunnerProperties properties) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            properties.maxWaiting(),
            properties.maxWaiting(),
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(properties.maxWaitingQueued()),
            Thread.ofPlatform().name("waiting-run-", 1).factory());
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
