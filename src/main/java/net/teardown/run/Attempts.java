package net.teardown.run;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RunFailed;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.instance.NoThread;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.TargetDenied;
import net.teardown.run.outcome.OutcomeAssembler;
import net.teardown.socket.CallFailed;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Attempts runs. What this host lacks for one is an outcome, as what happens on the network is; a
 * defect of this service is counted and thrown.
 */
final class Attempts {

  private final OutcomeAssembler assembler;
  private final EvidenceLevel level;
  private final ApplicationEventPublisher events;
  private volatile boolean ending;

  Attempts(OutcomeAssembler assembler, EvidenceLevel level, ApplicationEventPublisher events) {
    this.assembler = assembler;
    this.level = level;
    this.events = events;
  }

  /** From now on a run that fails does so because this service stops, which is no defect. */
  void end() {
    ending = true;
  }

  /** A way to make one run. */
  interface Performance {
    Outcome make() throws ExecutionException, InterruptedException;
  }

  /**
   * The outcome of one run.
   *
   * @throws TargetDenied if a server may not be sent the spec's request
   * @throws RunnerBusy if the queue of runs is full
   * @throws RunDefect if it failed by a defect of this service, which is counted
   */
  Outcome outcome(AllowedTarget target, Asked asked, Performance run) {
    try {
      return run.make();
    } catch (RunnerBusy | TargetDenied e) {
      throw e;
    } catch (NoThread e) {
      return notBegun(target, asked, Reason.NO_RESOURCES, e.getMessage());
    } catch (ExecutionException e) {
      return switch (cause(e)) {
        case NoThread none -> notBegun(target, asked, Reason.NO_RESOURCES, none.getMessage());
        case CallFailed call -> notBegun(target, asked, reason(call), call.getMessage());
        case null -> throw defect(asked.origin(), e);
        case Throwable why -> throw defect(asked.origin(), why);
      };
    } catch (RuntimeException | Error e) {
      throw defect(asked.origin(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a run", e);
    }
  }

  /** The exception that a run threw, on whichever thread. */
  private static @Nullable Throwable cause(ExecutionException e) {
    Throwable cause = e.getCause();
    while (cause instanceof ExecutionException) {
      cause = cause.getCause();
    }
    return cause;
  }

  /**
   * The reason for a listener that can't be opened; unless errno says otherwise, this host lacks a
   * resource.
   */
  private static Reason reason(CallFailed call) {
    return Objects.requireNonNullElse(
        Judge.localFailure(call.errno().symbol()), Reason.NO_RESOURCES);
  }

  /** The outcome of a run that this host, or the lack of an address, kept from beginning. */
  Outcome notBegun(AllowedTarget target, Asked asked, Reason why, @Nullable String detail) {
    return assembler.notBegun(assembler.begun(asked, target.named()), why, level, detail);
  }

  /** Counts a defect of this service; what happens on the network is an outcome instead. */
  RunDefect defect(Origin origin, Throwable why) {
    if (!ending) {
      events.publishEvent(new RunFailed(origin));
    }
    return new RunDefect(why);
  }
}
