package net.teardown.run.loopback;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Environments;
import net.teardown.run.outcome.Begun;
import net.teardown.run.outcome.OutcomeAssembler;
import net.teardown.script.EndSignals;
import net.teardown.script.RunContext;
import net.teardown.script.RunHandle;
import net.teardown.script.ScriptRunner;
import net.teardown.script.ScriptThreads;
import net.teardown.socket.CallFailed;
import net.teardown.socket.TcpListener;
import net.teardown.socket.TcpStack;

/**
 * Runs a spec that may last long, with both ends here. The thread that waits for all connections
 * performs both ends' scripts, so no lane is held; the ends tell each other what they wait for.
 */
public final class ApartRun {

  private static final int BACKLOG = 16;

  private final TcpStack stack;
  private final InetAddress loopback;
  private final IntConsumer onStrangers;
  private final OutcomeAssembler assembler;

  /**
   * @param vantage this instance's name
   * @param onStrangers gets the number of foreign connections that a run turned away
   */
  public ApartRun(TcpStack stack, String vantage, InetAddress loopback, IntConsumer onStrangers) {
    this.stack = stack;
    this.loopback = loopback;
    this.onStrangers = onStrangers;
    this.assembler = new OutcomeAssembler(vantage, stack);
  }

  /**
   * Runs the spec on a listener of its own, within its deadline. The calling thread, a virtual one,
   * waits.
   *
   * @param handle ends it early
   * @throws CallFailed if the listener can't be opened
   * @throws ExecutionException with the failure as its cause
   * @throws InterruptedException if the calling thread was interrupted; the run ends early
   */
  public Outcome run(ScriptThreads scripts, Asked asked, RunHandle handle)
      throws CallFailed, ExecutionException, InterruptedException {
    Begun begun = assembler.begun(asked, null);
    LanePlan plan = LanePlan.of(asked.spec(), Environments.ofBoth(begun.environment()));
    TcpListener listener = stack.listen(new InetSocketAddress(loopback, 0), BACKLOG);
    try {
      Played played = play(scripts, plan, listener, handle.endsBy(new EndSignals()));
      Judgement judgement =
          Judge.judge(
              played.initiator().facts(), played.responder().facts(), asked.spec().closer());
      return assembler.of(
          begun,
          played.records(),
          judgement,
          plan.prediction(),
          OutcomeAssembler.level(stack),
          null);
    } finally {
      listener.close();
    }
  }

  private Played play(
      ScriptThreads scripts, LanePlan plan, TcpListener listener, EndSignals signals)
      throws ExecutionException, InterruptedException {
    Spec spec = plan.spec();
    long origin = System.nanoTime();
    long deadline = origin + spec.timeout().toNanos();
    Future<ScriptRunner> accepting =
        scripts.start(
            plan.responder(),
            buffers ->
                ScriptRunner.responder(
                    plan.responder(),
                    new RunContext(stack, buffers, signals, origin, deadline),
                    listener));
    Future<ScriptRunner> connecting =
        scripts.start(
            plan.initiator(),
            buffers ->
                ScriptRunner.initiator(
                    plan.initiator(),
                    new RunContext(stack, buffers, signals, origin, deadline),
                    listener.localAddress()));
    ScriptRunner initiator = ScriptThreads.await(connecting, signals);
    ScriptRunner responder = ScriptThreads.await(accepting, signals);
    long took = System.nanoTime() - origin;
    if (responder.strangers() > 0) {
      onStrangers.accept(responder.strangers());
    }
    Duration settled = (spec.closer() == Closer.RESPONDER ? initiator : responder).settled();
    return new Played(initiator, responder, settled, took);
  }
}
