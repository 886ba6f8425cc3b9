package net.teardown.runner;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.teardown.experiment.EvidenceLevel;
import net.teardown.experiment.ExperimentFinished;
import net.teardown.experiment.Origin;
import net.teardown.experiment.Outcome;
import net.teardown.experiment.ResolvedName;
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

  private static final int MOST_OF_MANY = 16;

  private final TcpStack stack;
  private final EvidenceLevel level;
  private final Engine engine;
  private final ApplicationEventPublisher events;
  private final Lanes lanes;
  private final Waits waiting;
  private final Waits remote;
  private final ExecutorService control = Executors.newVirtualThreadPerTaskExecutor();
  private final ControlClients clients;
  private final CrossHost crossHost;
  private final int mostWaiting;
  private final int mostRemote;
  private final ServerRun servers;

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
            stack,
            loopback,
            properties.lanesOrCores(),
            properties.maxQueued(),
            this::turnedAway,
            this::feed);
    this.mostWaiting = properties.maxWaiting();
    this.mostRemote = properties.maxRemote();
    this.waiting = new Waits("max-waiting", properties.maxWaiting(), properties.maxWaitingQueued());
    this.remote = new Waits("max-remote", properties.maxRemote(), properties.maxRemoteQueued());
    this.clients = new ControlClients(responderToken);
    this.servers = new ServerRun(stack, vantage);
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
    Outcome done = perform(target, spec, label, origin);
    events.publishEvent(new ExperimentFinished(done));
    return done;
  }

  /**
   * Settings of this host that leave some runs undecided, by name and value; empty where all is
   * well.
   */
  public List<String> undecidingSettings() {
    return stack.undecidingSettings();
  }

  /**
   * Runs one experiment of many, as {@link #run} does, but tells nobody of it: who has many run
   * says so of all of them at once.
   *
   * @throws RunnerBusy if as many runs as configured are already waiting for their turn
   */
  public Outcome runOneOfMany(
      AllowedTarget target, Spec spec, @Nullable String label, Origin origin) {
    return perform(target, spec, label, origin);
  }

  /**
   * Whether runs of this spec are so short that the lanes take them from a {@link Feed}; others are
   * {@link #runOneOfMany run one by one}.
   */
  public boolean sharesLane(AllowedTarget target, Spec spec) {
    return target instanceof AllowedTarget.Loopback && Lane.neverWaits(spec);
  }

  /** Has the lanes run all that a feed has, beside what else they are asked for. */
  public void runAll(Feed feed) {
    lanes.add(feed);
  }

  /**
   * How many runs {@link #runOneOfMany one by one} may be under way at a time, so that single ones
   * still find room and they don't crowd each other past their deadlines: half of what may run at
   * all, and {@value #MOST_OF_MANY} at most.
   */
  public int mostOfMany(AllowedTarget target) {
    int most =
        switch (target) {
          case AllowedTarget.Loopback _ -> mostWaiting;
          case AllowedTarget.Responder _, AllowedTarget.Server _, AllowedTarget.Unresolved _ ->
              mostRemote;
        };
    return Math.clamp(most / 2, 1, MOST_OF_MANY);
  }

  /** Which sockets this instance uses: {@code posix} or {@code jdk}. */
  public String stack() {
    return stack.name();
  }

  /** What the evidence of this instance's outcomes rests on. */
  public EvidenceLevel evidenceLevel() {
    return level;
  }

  /**
   * A client of another instance's API, by the same way as its control: to the very address that
   * was allowed.
   *
   * @param within bound of each of its calls
   * @param calls an interface whose methods are exchanges
   */
  public <T> T calls(AllowedTarget.Responder responder, Duration within, Class<T> calls) {
    return clients.of(responder, within, calls);
  }

  @Override
  public void destroy() {
    lanes.close();
    waiting.close();
    remote.close();
    control.shutdownNow();
    clients.close();
  }

  private Outcome perform(AllowedTarget target, Spec spec, @Nullable String label, Origin origin) {
    Outcome done = performed(target, spec, label, origin);
    ResolvedName named = target.named();
    return named == null ? done : done.with(named);
  }

  private Outcome performed(
      AllowedTarget target, Spec spec, @Nullable String label, Origin origin) {
    try {
      return switch (target) {
        case AllowedTarget.Loopback _ when Lane.neverWaits(spec) -> onLane(spec, label, origin);
        case AllowedTarget.Loopback loopback ->
            waiting.run(() -> {
              try (Lane own = new Lane(stack, loopback.address(), this::turnedAway)) {
                return engine.run(own, spec, label, origin);
              }
            });
        case AllowedTarget.Responder responder ->
            remote.run(() -> crossHost.run(responder, spec, label, origin));
        case AllowedTarget.Server server ->
            remote.run(() -> servers.run(server, spec, label, origin));
        case AllowedTarget.Unresolved unresolved ->
            crossHost.unresolved(unresolved, spec, label, origin);
      };
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run failed to start", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a run", e);
    }
  }

  private Outcome onLane(Spec spec, @Nullable String label, Origin origin)
      throws ExecutionException, InterruptedException {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    lanes.submit(
        lane -> outcome.complete(engine.run(lane, spec, label, origin)),
        outcome::completeExceptionally);
    return outcome.get();
  }

  private void feed(Lane lane, Feed.Order order) {
    order.done(engine.run(lane, order.spec(), order.label(), Origin.CAMPAIGN));
  }

  private void turnedAway(int strangers) {
    events.publishEvent(new StrangersTurnedAway(strangers));
  }
}
