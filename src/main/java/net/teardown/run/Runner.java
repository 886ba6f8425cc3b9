package net.teardown.run;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.ExperimentFinished;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RunFailed;
import net.teardown.experiment.outcome.StrangersTurnedAway;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.instance.NoThread;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.TargetDenied;
import net.teardown.run.loopback.Engine;
import net.teardown.run.loopback.Lane;
import net.teardown.run.loopback.OwnLanes;
import net.teardown.run.outcome.Begun;
import net.teardown.run.outcome.Conclusion;
import net.teardown.run.responder.BoundedCalls;
import net.teardown.run.responder.ControlClients;
import net.teardown.run.responder.CrossHost;
import net.teardown.run.responder.Disarming;
import net.teardown.run.server.ServerRun;
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

  /** One that waits for the report, one that doubts it, and those of runs that have just ended. */
  private static final int CALLS_BESIDE_A_RUN = 4;

  /** Of what else is asked of other instances. */
  private static final int MOST_QUESTIONS = 64;

  private final TcpStack stack;
  private final EvidenceLevel level;
  private final Engine engine;
  private final Conclusion conclusion;
  private final ApplicationEventPublisher events;
  private final Lanes lanes;
  private final OwnLanes ownLanes;
  private final Waits waiting;
  private final Waits remote;
  private final ThreadPoolExecutor control;
  private final ControlClients clients;
  private final Disarming disarming;
  private final CrossHost crossHost;
  private final int mostWaiting;
  private final int mostRemote;
  private final ServerRun servers;
  private volatile boolean ending;

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
    this.level = Conclusion.level(stack);
    this.engine = new Engine(stack, vantage);
    this.conclusion = new Conclusion(vantage, stack.name());
    this.lanes =
        new Lanes(
            stack,
            loopback,
            properties.lanesOrCores(),
            properties.maxQueued(),
            this::turnedAway,
            this::feed);
    this.ownLanes = new OwnLanes(stack, loopback, this::turnedAway);
    this.mostWaiting = properties.maxWaiting();
    this.mostRemote = properties.maxRemote();
    this.waiting = new Waits("max-waiting", properties.maxWaiting(), properties.maxWaitingQueued());
    this.remote = new Waits("max-remote", properties.maxRemote(), properties.maxRemoteQueued());
    int beside = CALLS_BESIDE_A_RUN * properties.maxRemote();
    // Of the platform: a virtual thread that never waits keeps its carrier from all others.
    this.control =
        new ThreadPoolExecutor(
            0,
            beside,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("control-", 1).factory());
    this.clients =
        new ControlClients(
            responderToken, properties.maxRemote() + beside + Disarming.MOST + MOST_QUESTIONS);
    this.disarming = new Disarming(clients);
    this.servers = new ServerRun(stack, vantage);
    this.crossHost = new CrossHost(stack, vantage, clients, disarming, control);
  }

  /**
   * Runs one experiment now and waits for its outcome. What happens on the network is an outcome,
   * never an exception.
   *
   * @param target whom the policy allowed
   * @throws TargetDenied if a server may not be sent what the spec says
   * @throws RunnerBusy if as many runs as configured are already waiting for their turn
   * @throws RunDefect if it failed by a fault of this service's own; counted already
   */
  public Outcome run(AllowedTarget target, Asked asked) {
    Outcome done = perform(target, asked);
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
   * @throws RunDefect if it failed by a fault of this service's own; counted already
   */
  public Outcome runOneOfMany(AllowedTarget target, Asked asked) {
    return perform(target, asked);
  }

  /**
   * Whether runs of this spec are so short that the lanes take them from a {@link Feed}; others are
   * {@link #runOneOfMany run one by one}.
   */
  public boolean sharesLane(AllowedTarget target, Spec spec) {
    return switch (target) {
      case AllowedTarget.Loopback _ -> Lane.neverWaits(spec);
      case AllowedTarget.Responder _, AllowedTarget.Server _, AllowedTarget.Unresolved _ -> false;
    };
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
   * Asks another instance something on the calling thread, by the same way as its control: at the
   * very address that was allowed. That thread is better one of the platform, as the other side may
   * never let it wait.
   *
   * @param within how long it may take in all; no more than {@value #MOST_QUESTIONS} may be asked
   *     at once
   * @param calls an interface whose methods are exchanges
   * @throws TimeoutException if there is no answer by then
   * @throws RuntimeException if there is none at all, or one that can't be read
   */
  public <C, T extends @Nullable Object> T ask(
      AllowedTarget.Responder responder, Duration within, Class<C> calls, Function<C, T> question)
      throws TimeoutException {
    C client = clients.of(responder, calls);
    try (BoundedCalls bounded = clients.until(System.nanoTime() + within.toNanos())) {
      return bounded.make(() -> question.apply(client));
    }
  }

  @Override
  public void destroy() {
    ending = true;
    lanes.close();
    waiting.close();
    ownLanes.close();
    remote.close();
    control.shutdownNow();
    disarming.close();
    clients.close();
  }

  private Outcome perform(AllowedTarget target, Asked asked) {
    try {
      return switch (target) {
        case AllowedTarget.Loopback _ when Lane.neverWaits(asked.spec()) -> onLane(asked);
        case AllowedTarget.Loopback _ -> waiting.run(() -> onLaneOfItsOwn(asked));
        case AllowedTarget.Responder responder -> remote.run(() -> crossHost.run(responder, asked));
        case AllowedTarget.Server server -> {
          server.admit(asked.spec());
          yield remote.run(() -> servers.run(server, asked));
        }
        case AllowedTarget.Unresolved unresolved ->
            notBegun(
                unresolved,
                asked,
                Reason.NAME_NOT_RESOLVED,
                "%s: %s".formatted(unresolved.host(), unresolved.why()));
      };
    } catch (RunnerBusy | TargetDenied e) {
      throw e;
    } catch (NoThread e) {
      return notBegun(target, asked, Reason.NO_RESOURCES, e.getMessage());
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case NoThread none -> notBegun(target, asked, Reason.NO_RESOURCES, none.getMessage());
        case CallFailed call -> notBegun(target, asked, reason(call), call.getMessage());
        case null -> throw defect(asked.origin(), e);
        default -> throw defect(asked.origin(), e.getCause());
      };
    } catch (RuntimeException | Error e) {
      throw defect(asked.origin(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a run", e);
    }
  }

  /** Whatever a listener can't be had for, there is none: a resource that this host lacks. */
  private static Reason reason(CallFailed call) {
    return Objects.requireNonNullElse(
        Judge.localFailure(call.errno().symbol()), Reason.NO_RESOURCES);
  }

  private Outcome notBegun(AllowedTarget target, Asked asked, Reason why, @Nullable String detail) {
    return conclusion.notBegun(Begun.now(asked, target.named()), why, level, detail);
  }

  private Outcome onLaneOfItsOwn(Asked asked) throws CallFailed {
    Lane lane = ownLanes.take();
    boolean clean = false;
    try {
      Outcome outcome = engine.run(lane, asked);
      clean = outcome.verdict().judged();
      return outcome;
    } finally {
      if (clean) {
        ownLanes.giveBack(lane);
      } else {
        lane.close();
      }
    }
  }

  /** What happens on the network is an outcome; this is a fault of ours, and is counted. */
  private RunDefect defect(Origin origin, Throwable why) {
    if (!ending) {
      events.publishEvent(new RunFailed(origin));
    }
    return new RunDefect(why);
  }

  private Outcome onLane(Asked asked) throws ExecutionException, InterruptedException {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    lanes.submit(lane -> outcome.complete(engine.run(lane, asked)), outcome::completeExceptionally);
    return outcome.get();
  }

  private void feed(Lane lane, Feed.Order order) {
    try {
      order.done(engine.run(lane, order.asked()));
    } catch (RuntimeException | Error e) {
      throw defect(order.asked().origin(), e);
    }
  }

  private void turnedAway(int strangers) {
    events.publishEvent(new StrangersTurnedAway(strangers));
  }
}
