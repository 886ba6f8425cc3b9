package net.teardown.run;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.ExperimentFinished;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.StrangersTurnedAway;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.TargetDenied;
import net.teardown.run.loopback.Lane;
import net.teardown.run.outcome.OutcomeAssembler;
import net.teardown.script.Leaves;
import net.teardown.socket.CallFailed;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Runs experiments, and is the only way to the network. A single run is made on the thread that
 * asks for it; the short ones of a campaign share the lanes. Each kind is bounded: past the bound a
 * run is refused instead of delayed without limit.
 */
public class Runner implements DisposableBean {

  private static final int MOST_OF_MANY = 16;

  private final TcpStack stack;
  private final EvidenceLevel level;
  private final OutcomeAssembler assembler;
  private final Forecaster forecaster;
  private final ApplicationEventPublisher events;
  private final Attempts attempts;
  private final LoopbackRuns loopbackRuns;
  private final RemoteRuns remoteRuns;
  private final ApartRuns apart;
  private final int mostWaiting;
  private final int mostRemote;

  /**
   * @throws CallFailed if a lane's listener can't be opened
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
    this.level = OutcomeAssembler.level(stack);
    this.assembler = new OutcomeAssembler(vantage, stack);
    this.forecaster = new Forecaster(stack);
    this.attempts = new Attempts(assembler, level, events);
    this.mostWaiting = properties.maxWaiting();
    this.mostRemote = properties.maxRemote();
    this.loopbackRuns =
        new LoopbackRuns(
            stack,
            vantage,
            properties,
            loopback,
            strangers -> events.publishEvent(new StrangersTurnedAway(strangers)),
            attempts::defect);
    this.remoteRuns = new RemoteRuns(stack, vantage, properties, responderToken);
    this.apart = new ApartRuns(stack, attempts, loopbackRuns, remoteRuns, this::perform);
  }

  /**
   * Runs one experiment now and waits for its outcome. What happens on the network is an outcome,
   * never an exception.
   *
   * @param target the target that the policy allowed
   * @throws TargetDenied if a server may not be sent the spec's request
   * @throws RunnerBusy if the queue of runs is full
   * @throws RunDefect if it failed by a defect of this service, which is counted already
   */
  public Outcome run(AllowedTarget target, Asked asked) {
    return published(perform(target, asked));
  }

  /**
   * Runs an experiment as {@link #run} does, but with a server only its beginning: the outcome is
   * known once the connection stands and all turns of the spec were as meant; of another exchange
   * nothing is done. The connection is left afterwards: half-closed, read to its end for five
   * seconds at most, and closed.
   *
   * @throws TargetDenied if a server may not be sent the spec's request
   * @throws RunnerBusy if the queue of runs is full, or too many connections are still being left
   * @throws RunDefect if it failed by a defect of this service, which is counted already
   */
  public Outcome connect(AllowedTarget target, Asked asked) {
    return switch (target) {
      case AllowedTarget.Server server ->
          published(
              attempts.outcome(
                  target,
                  asked,
                  () -> {
                    server.admit(asked.spec());
                    return remoteRuns.connect(server, asked);
                  }));
      case AllowedTarget.Loopback _, AllowedTarget.Responder _, AllowedTarget.Unresolved _ ->
          run(target, asked);
    };
  }

  /** How many connections were left with this result after their run was over. */
  public long left(Leaves.Result result) {
    return remoteRuns.left(result);
  }

  /**
   * The kernel settings of this host, as name and value, that leave some runs undecided; empty if
   * there are none.
   */
  public List<String> undecidingSettings() {
    return stack.undecidingSettings();
  }

  /**
   * Runs one experiment of many, as {@link #run} does, but publishes no event: the caller publishes
   * one for all of them.
   *
   * @throws RunnerBusy if the queue of runs is full
   * @throws RunDefect if it failed by a defect of this service, which is counted already
   */
  public Outcome runOneOfMany(AllowedTarget target, Asked asked) {
    return perform(target, asked);
  }

  /** Makes runs that nobody waits for. */
  ApartRuns apart() {
    return apart;
  }

  /** Publishes what came of a run that {@link #apart} made. */
  void publish(Outcome done) {
    events.publishEvent(new ExperimentFinished(done));
  }

  /**
   * Whether runs of this spec are so short that the lanes take them from a {@link LaneRuns}; others
   * are {@link #runOneOfMany run one by one}.
   */
  public boolean sharesLane(AllowedTarget target, Spec spec) {
    return switch (target) {
      case AllowedTarget.Loopback _ -> Lane.neverWaits(spec);
      case AllowedTarget.Responder _, AllowedTarget.Server _, AllowedTarget.Unresolved _ -> false;
    };
  }

  /** Has the lanes run everything of this source, between single runs. */
  public void runAll(LaneRuns source) {
    loopbackRuns.runAll(source);
  }

  /**
   * How many runs may be under way {@link #runOneOfMany one by one} at a time, so that there is
   * room for single runs and no run misses its deadline: half of the bound, and {@value
   * #MOST_OF_MANY} at most. With servers, whose runs hold no thread while they wait, it is a
   * quarter of the bound if that is more; of runs that last long, and so hold nothing that others
   * wait for, as many as the bound.
   */
  public int mostOfMany(AllowedTarget target, Spec spec) {
    if (spec.isLong() && !apart.holdsThread(spec)) {
      return mostRemote;
    }
    return switch (target) {
      case AllowedTarget.Loopback _ -> mostOfMany(mostWaiting);
      case AllowedTarget.Responder _, AllowedTarget.Unresolved _ -> mostOfMany(mostRemote);
      case AllowedTarget.Server _ -> Math.max(mostOfMany(mostRemote), mostRemote / 4);
    };
  }

  private static int mostOfMany(int most) {
    return Math.clamp(most / 2, 1, MOST_OF_MANY);
  }

  /** The settings of this host under which runs are made now. */
  public Environment environment() {
    return assembler.here();
  }

  /**
   * What theory allows for this spec, with this host's settings as they are now. Nothing is run,
   * and nobody is asked: the settings of another host count as Linux's defaults.
   */
  public Forecast forecast(Spec spec) {
    return forecaster.of(spec, assembler.here());
  }

  /** The name of the stack that this instance uses: {@code posix} or {@code jdk}. */
  public String stack() {
    return stack.name();
  }

  /** The level of this instance's evidence. */
  public EvidenceLevel evidenceLevel() {
    return level;
  }

  /**
   * Calls another instance's HTTP API on the calling thread, at the address that the policy
   * allowed. It should be a platform thread, because a peer that sends without pause never lets it
   * block.
   *
   * @param within bound of the whole call; at most {@value RemoteRuns#MOST_QUESTIONS} calls may be
   *     under way at once
   * @param calls an interface of {@code @HttpExchange} methods
   * @throws TimeoutException if there is no answer within the bound
   * @throws RuntimeException if the call fails, or its answer can't be read
   */
  public <C, T extends @Nullable Object> T ask(
      AllowedTarget.Responder responder, Duration within, Class<C> calls, Function<C, T> question)
      throws TimeoutException {
    return remoteRuns.ask(responder, within, calls, question);
  }

  @Override
  public void destroy() {
    attempts.end();
    loopbackRuns.close();
    remoteRuns.close();
  }

  private Outcome published(Outcome done) {
    publish(done);
    return done;
  }

  private Outcome perform(AllowedTarget target, Asked asked) {
    return attempts.outcome(
        target,
        asked,
        () ->
            switch (target) {
              case AllowedTarget.Loopback _ -> loopbackRuns.run(asked);
              case AllowedTarget.Responder responder -> remoteRuns.run(responder, asked);
              case AllowedTarget.Server server -> {
                server.admit(asked.spec());
                yield remoteRuns.run(server, asked);
              }
              case AllowedTarget.Unresolved unresolved ->
                  attempts.notBegun(
                      unresolved,
                      asked,
                      Reason.NAME_NOT_RESOLVED,
                      "%s: %s".formatted(unresolved.host(), unresolved.why()));
            });
  }
}
