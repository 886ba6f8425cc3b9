package net.teardown.run;

import java.net.InetSocketAddress;
import java.util.List;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Comparison;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentMade;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RespondingInstance;
import net.teardown.experiment.spec.HostAndPort;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.OtherEnd;
import net.teardown.experiment.spec.Route;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecField;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.spec.Target;
import net.teardown.input.Violation;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.policy.TargetDenied;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Runs an experiment for a caller: asks the policy for the target, runs the spec, compares the
 * outcome with the direct path if the caller wants it, and stores the result.
 */
@Component
public class ExperimentService {

  private static final String AWAITED =
      "must be 1 to %d where the answer is waited for; up to %d with the header 'Prefer:"
              .formatted(SpecFields.MAX_AWAITED_MILLIS, SpecFields.MAX_MILLIS)
          + " respond-async', or with '?wait=', the seconds that you wait";

  private static final String HOLDS_A_THREAD =
      "must be 1 to %d here: a run with a BLOCKED observer or with SO_LINGER above 0,"
              .formatted(SpecFields.MAX_AWAITED_MILLIS)
          + " and any run on stack jdk, holds a thread as long as it lasts";

  private static final String COMPARED =
      "must be 1 to %d with 'compare', which runs the same once more"
          .formatted(SpecFields.MAX_AWAITED_MILLIS);

  private final Policy policy;
  private final Runner runner;
  private final Experiments experiments;
  private final LongRuns longRuns;
  private final ApplicationEventPublisher events;

  ExperimentService(
      Policy policy,
      Runner runner,
      Experiments experiments,
      LongRuns longRuns,
      ApplicationEventPublisher events) {
    this.policy = policy;
    this.runner = runner;
    this.experiments = experiments;
    this.longRuns = longRuns;
    this.events = events;
  }

  /**
   * Runs the experiment now and waits for the result, which has an id if it is stored.
   *
   * @param author who wrote the request that is sent to a server
   * @param keep whether the result is to be stored
   * @param failUnmet whether an outcome that the draft's 'expect' doesn't accept is an error
   * @throws InvalidSpec if the draft breaks a rule
   * @throws TargetDenied if the target isn't allowed, or may not be sent this request
   * @throws RunnerBusy if the queue of runs is full
   * @throws HistoryDown if the result is to be stored and can't be; nothing was run
   * @throws NotKept if the history failed after the run
   * @throws Unmet if {@code failUnmet} is set and the outcome isn't accepted
   */
  public Experiment run(SpecDraft draft, Author author, boolean keep, boolean failUnmet) {
    requireExpectation(draft, failUnmet);
    Spec spec = draft.toSpec();
    refuse(spec.isLong(), SpecFields.TIMEOUT_MILLIS, AWAITED);
    AllowedTarget target = policy.target(spec, author);
    requireHistory(keep);
    Experiment made = compared(draft, target, run(target, spec, draft), keep);
    Experiment done = finished(made, keep);
    return failUnmet ? requireMet(done) : done;
  }

  /**
   * Begins an experiment that is stored once it is over, and doesn't wait for it.
   *
   * @param author who wrote the request that is sent to a server
   * @param failUnmet whether {@link #requireMet} will be asked of it
   * @throws InvalidSpec if the draft breaks a rule
   * @throws TargetDenied if the target isn't allowed, or may not be sent this request
   * @throws LongRunsFull if as many as may are under way
   * @throws HistoryDown if nothing can be stored; nothing was run
   */
  public LongRun begin(SpecDraft draft, Author author, boolean failUnmet) {
    requireExpectation(draft, failUnmet);
    Spec spec = draft.toSpec();
    boolean isLong = spec.isLong();
    refuse(isLong && runner.apart().holdsThread(spec), SpecFields.TIMEOUT_MILLIS, HOLDS_A_THREAD);
    refuse(isLong && draft.says(SpecFields.COMPARE), SpecFields.TIMEOUT_MILLIS, COMPARED);
    AllowedTarget target = policy.target(spec, author);
    requireHistory(true);
    Asked asked = asked(spec, draft);
    return longRuns.begin(
        target,
        asked,
        handle -> compared(draft, target, runner.apart().run(target, asked, handle), true));
  }

  /**
   * Returns the experiment if its outcome is accepted, or if the caller didn't say what is.
   *
   * @throws Unmet if it isn't accepted
   */
  public static Experiment requireMet(Experiment done) {
    if (Boolean.FALSE.equals(done.outcome().met())) {
      throw new Unmet(done);
    }
    return done;
  }

  private static void requireExpectation(SpecDraft draft, boolean failUnmet) {
    refuse(
        failUnmet && !draft.says(SpecFields.EXPECT),
        SpecFields.EXPECT,
        "is required with 'failUnmet': what counts as met");
  }

  private static void refuse(boolean broken, SpecField<?> field, String message) {
    if (broken) {
      throw new InvalidSpec(List.of(new Violation(field.pointer(), message)));
    }
  }

  private void requireHistory(boolean keep) {
    if (keep && !experiments.available()) {
      throw new HistoryDown(experiments.trouble());
    }
  }

  /**
   * What theory allows for the draft. Nothing is run, but it is refused as a run of it would be.
   *
   * @param author who wrote the request that would be sent to a server
   * @throws InvalidSpec if the draft breaks a rule
   * @throws TargetDenied if the target isn't allowed, or may not be sent this request
   */
  public Forecast forecast(SpecDraft draft, Author author) {
    Spec spec = draft.toSpec();
    policy.target(spec, author);
    return runner.forecast(spec);
  }

  private Outcome run(AllowedTarget target, Spec spec, SpecDraft draft) {
    return runner.run(target, asked(spec, draft));
  }

  private static Asked asked(Spec spec, SpecDraft draft) {
    return new Asked(spec, draft.get(SpecFields.LABEL), draft.expect(), Origin.REQUEST);
  }

  /**
   * Runs the same spec on the direct path and adds the comparison, if that was asked for and the
   * responder answered. The direct run is an experiment of its own and is stored first.
   */
  private Experiment compared(
      SpecDraft draft, AllowedTarget target, Outcome outcome, boolean keep) {
    RespondingInstance responder = outcome.ends().between().responder();
    if (!draft.says(SpecFields.COMPARE) || responder == null) {
      return Experiment.of(outcome);
    }
    return target
        .asResponder()
        .map(asked -> compared(draft, outcome, asked, responder.dataPort(), keep))
        .orElseGet(() -> Experiment.of(outcome));
  }

  private Experiment compared(
      SpecDraft draft, Outcome outcome, AllowedTarget.Responder asked, int dataPort, boolean keep) {
    AllowedTarget.Responder direct;
    try {
      direct = policy.direct(asked, dataPort);
    } catch (TargetDenied e) {
      // The first run is done, and its outcome must not be lost.
      return notCompared(outcome, e.getMessage());
    }
    if (!route(outcome.spec()).leadsTo(direct.data().getAddress().getAddress())) {
      return notCompared(
          outcome,
          "the responder is controlled at %s, which 'sourceAddress' or 'addressFamily' excludes"
              .formatted(literal(direct.data())));
    }
    Experiment other;
    try {
      other = Experiment.of(run(direct, straightTo(direct, outcome.spec()), draft));
    } catch (RunnerBusy e) {
      return notCompared(outcome, e.getMessage());
    }
    Comparison comparison =
        Comparison.direct(outcome, keep ? kept(other) : other, literal(direct.data()));
    return new Experiment(null, outcome, comparison, null);
  }

  private static Experiment notCompared(Outcome outcome, @Nullable String why) {
    return new Experiment(null, outcome, null, "not compared: " + why);
  }

  private static Route route(Spec spec) {
    return spec.target().map(Target::route).orElse(Route.BY_THE_SYSTEM);
  }

  private static Spec straightTo(AllowedTarget.Responder direct, Spec spec) {
    HostAndPort data =
        HostAndPort.ofAddress(direct.data().getAddress().getHostAddress(), direct.data().getPort());
    Target target = new Target(data.host(), data.port(), direct.control()).by(route(spec));
    return spec.with(new OtherEnd.Responder(target, spec.diagnoses()));
  }

  private static String literal(InetSocketAddress address) {
    return HostAndPort.ofAddress(address.getAddress().getHostAddress(), address.getPort())
        .toString();
  }

  private Experiment finished(Experiment made, boolean keep) {
    Experiment done = made;
    try {
      done = keep ? kept(made) : made;
    } finally {
      events.publishEvent(new ExperimentMade(done));
    }
    return done;
  }

  private Experiment kept(Experiment made) {
    try {
      return experiments.keep(made);
    } catch (Experiments.HistoryUnavailable e) {
      throw new NotKept(made, e);
    }
  }
}
