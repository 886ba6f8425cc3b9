package net.teardown.api;

import java.net.InetSocketAddress;
import net.teardown.experiment.Across;
import net.teardown.experiment.Comparison;
import net.teardown.experiment.Experiments;
import net.teardown.experiment.Origin;
import net.teardown.experiment.Outcome;
import net.teardown.experiment.Spec;
import net.teardown.experiment.SpecDraft;
import net.teardown.experiment.Target;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.policy.TargetDenied;
import net.teardown.runner.Runner;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Takes a caller's order: runs the experiment, keeps the outcome where it was asked to, and
 * answers.
 */
@Component
class Desk {

  private final Policy policy;
  private final Runner runner;
  private final Experiments experiments;

  Desk(Policy policy, Runner runner, Experiments experiments) {
    this.policy = policy;
    this.runner = runner;
    this.experiments = experiments;
  }

  /**
   * 201 and where the outcome is kept, or 200 if it isn't.
   *
   * @param author who wrote what it says to a server
   * @param failUnmet whether an outcome that isn't what the draft expects is an error
   * @throws Unmet if it is, and the outcome is such a one
   */
  ResponseEntity<Object> run(
      SpecDraft draft,
      Author author,
      boolean store,
      boolean failUnmet,
      Representation representation) {
    if (failUnmet && draft.expect() == null) {
      throw new InvalidRequest(
          "failUnmet needs something to be met",
          Flaw.inField("expect", "is required with 'failUnmet': what counts as met"));
    }
    Spec spec = draft.toSpec();
    AllowedTarget target = policy.target(spec, author);
    if (!store) {
      return representation.show(
          ResponseEntity.ok(),
          checked(failUnmet, compared(draft, target, run(target, spec, draft), false)));
    }
    if (!experiments.available()) {
      throw new StoreDown(experiments.trouble());
    }
    Outcome kept =
        checked(failUnmet, keep(compared(draft, target, run(target, spec, draft), true)));
    return representation.show(ResponseEntity.created(Paths.ofExperiment(kept.id())), kept);
  }

  private static Outcome checked(boolean failUnmet, Outcome outcome) {
    if (failUnmet && Boolean.FALSE.equals(outcome.met())) {
      throw new Unmet(outcome);
    }
    return outcome;
  }

  private Outcome run(AllowedTarget target, Spec spec, SpecDraft draft) {
    return runner.run(target, spec, draft.label(), Origin.REQUEST).beside(draft.expect());
  }

  /**
   * The outcome with the same spec another way beside it, where that was asked for and somebody
   * answered. That one is an experiment of its own, kept first.
   */
  private Outcome compared(SpecDraft draft, AllowedTarget target, Outcome outcome, boolean store) {
    Across across = outcome.across();
    if (draft.compare() == null
        || across == null
        || across.responder() == null
        || !(target instanceof AllowedTarget.Responder responder)) {
      return outcome;
    }
    AllowedTarget.Responder direct;
    try {
      direct = policy.direct(responder, across.responder().dataPort());
    } catch (TargetDenied e) {
      // The outcome is there by now and shall not be lost for it.
      return outcome.withDetail("not compared: " + e.getMessage());
    }
    Spec spec =
        outcome
            .spec()
            .with(
                new Target(
                    direct.data().getAddress().getHostAddress(),
                    direct.data().getPort(),
                    direct.control()));
    Outcome other = run(direct, spec, draft);
    return outcome.with(
        Comparison.direct(outcome, store ? keep(other) : other, literal(direct.data())));
  }

  private static String literal(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private Outcome keep(Outcome outcome) {
    try {
      return experiments.keep(outcome);
    } catch (Experiments.HistoryUnavailable e) {
      throw new NotKept(outcome, e);
    }
  }
}
