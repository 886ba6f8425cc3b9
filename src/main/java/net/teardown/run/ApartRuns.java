package net.teardown.run;

import java.util.Objects;
import java.util.function.BiFunction;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.ObserverReads;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Reason;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.TargetDenied;
import net.teardown.script.RunHandle;
import net.teardown.socket.TcpStack;

/** Makes runs that nobody waits for, each on the virtual thread that asks for it. */
final class ApartRuns {

  private final TcpStack stack;
  private final Attempts attempts;
  private final LoopbackRuns loopbackRuns;
  private final RemoteRuns remoteRuns;
  private final BiFunction<AllowedTarget, Asked, Outcome> inTurn;

  /**
   * @param inTurn makes a run that holds a thread, when it is its turn
   */
  ApartRuns(
      TcpStack stack,
      Attempts attempts,
      LoopbackRuns loopbackRuns,
      RemoteRuns remoteRuns,
      BiFunction<AllowedTarget, Asked, Outcome> inTurn) {
    this.stack = stack;
    this.attempts = attempts;
    this.loopbackRuns = loopbackRuns;
    this.remoteRuns = remoteRuns;
    this.inTurn = inTurn;
  }

  /**
   * Runs one experiment, and publishes no event. Unless it {@link #holdsThread holds a thread}, it
   * holds nothing that other runs wait for, and may take an hour.
   *
   * @param handle ends it early, and tells its turns
   * @throws TargetDenied if a server may not be sent the spec's request
   * @throws RunnerBusy if it holds a thread, and the queue of such runs is full
   * @throws RunDefect if it failed by a defect of this service, which is counted already
   */
  Outcome run(AllowedTarget target, Asked asked, RunHandle handle) {
    if (holdsThread(asked.spec())) {
      return inTurn.apply(target, asked);
    }
    return attempts.outcome(
        target,
        asked,
        () ->
            switch (target) {
              case AllowedTarget.Responder responder ->
                  remoteRuns.runApart(responder, asked, handle);
              case AllowedTarget.Server server -> {
                server.admit(asked.spec());
                yield remoteRuns.runApart(server, asked, handle);
              }
              // A lane plays a short one faster, and always in the same order.
              case AllowedTarget.Loopback _ ->
                  asked.spec().isLong()
                      ? loopbackRuns.runApart(asked, handle, remoteRuns.scripts())
                      : inTurn.apply(target, asked);
              case AllowedTarget.Unresolved _ -> inTurn.apply(target, asked);
            });
  }

  /**
   * Whether a run of this spec holds a thread as long as it lasts, and so can't last long: where
   * one of its calls blocks, and always on a stack that can't poll.
   */
  boolean holdsThread(Spec spec) {
    return !stack.canPoll()
        || spec.exchange().observerReads() == ObserverReads.BLOCKED
        || Objects.requireNonNullElse(spec.close().lingerSeconds(), 0) > 0;
  }

  /** The outcome of a run that begins now and of which nothing more is heard. */
  Outcome interrupted(AllowedTarget target, Asked asked, String detail) {
    return attempts.notBegun(target, asked, Reason.INTERRUPTED, detail);
  }
}
