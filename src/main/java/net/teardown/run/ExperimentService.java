package net.teardown.run;

import java.net.InetSocketAddress;
import java.util.List;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Comparison;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RespondingInstance;
import net.teardown.experiment.spec.HostAndPort;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.OtherEnd;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.spec.Target;
import net.teardown.input.Violation;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.policy.TargetDenied;
import org.springframework.stereotype.Component;

/**
 * Runs an experiment for a caller: whom it may be run against is asked first, what comes of it is
 * kept, and compared with the direct way where that was asked for.
 */
@Component
public class ExperimentService {

  private final Policy policy;
  private final Runner runner;
  private final Experiments experiments;

  ExperimentService(Policy policy, Runner runner, Experiments experiments) {
    this.policy = policy;
    this.runner = runner;
    this.experiments = experiments;
  }

  /**
   * Runs it now and waits for what comes of it, which has an id if it is kept.
   *
   * @param author who wrote what it says to a server
   * @param keep whether the outcome is to be kept
   * @param failUnmet whether an outcome that isn't what the draft expects is an error
   * @throws InvalidSpec if the draft breaks a rule
   * @throws TargetDenied if its target may not be one, or may not be sent what it says
   * @throws RunnerBusy if as many runs as configured are already waiting for their turn
   * @throws HistoryDown if it is to be kept and can't be; nothing was run
   * @throws NotKept if the history failed after the run
   * @throws Unmet if the outcome isn't what was expected, and that is an error
   */
  public Experiment run(SpecDraft draft, Author author, boolean keep, boolean failUnmet) {
    if (failUnmet && !draft.says(SpecFields.EXPECT)) {
      throw new InvalidSpec(
          List.of(
              new Violation(
                  SpecFields.EXPECT.pointer(),
                  "is required with 'failUnmet': what counts as met")));
    }
    Spec spec = draft.toSpec();
    AllowedTarget target = policy.target(spec, author);
    if (keep && !experiments.available()) {
      throw new HistoryDown(experiments.trouble());
    }
    Experiment made = compared(draft, target, run(target, spec, draft), keep);
    Experiment done = keep ? kept(made) : made;
    if (failUnmet && Boolean.FALSE.equals(done.outcome().met())) {
      throw new Unmet(done);
    }
    return done;
  }

  private Outcome run(AllowedTarget target, Spec spec, SpecDraft draft) {
    return runner.run(
        target, new Asked(spec, draft.get(SpecFields.LABEL), draft.expect(), Origin.REQUEST));
  }

  /**
   * The outcome with the same spec another way beside it, where that was asked for and somebody
   * answered. That one is an experiment of its own, kept first.
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
      // The outcome is there by now and shall not be lost for it.
      return new Experiment(null, outcome, null, "not compared: " + e.getMessage());
    }
    Experiment other = Experiment.of(run(direct, straightTo(direct, outcome.spec()), draft));
    Comparison comparison =
        Comparison.direct(outcome, keep ? kept(other) : other, literal(direct.data()));
    return new Experiment(null, outcome, comparison, null);
  }

  private static Spec straightTo(AllowedTarget.Responder direct, Spec spec) {
    Target target =
        new Target(
            direct.data().getAddress().getHostAddress(), direct.data().getPort(), direct.control());
    return spec.with(new OtherEnd.Responder(target, spec.diagnoses()));
  }

  private static String literal(InetSocketAddress address) {
    return new HostAndPort(address.getAddress().getHostAddress(), address.getPort()).toString();
  }

  private Experiment kept(Experiment made) {
    try {
      return experiments.keep(made);
    } catch (Experiments.HistoryUnavailable e) {
      throw new NotKept(made, e);
    }
  }
}
