package net.teardown.api;

import net.teardown.experiment.Experiments;
import net.teardown.experiment.Origin;
import net.teardown.experiment.Outcome;
import net.teardown.experiment.Spec;
import net.teardown.experiment.SpecDraft;
import net.teardown.policy.Policy;
import net.teardown.runner.Runner;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

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

  /** 201 and where the outcome is kept, or 200 if it isn't. */
  ResponseEntity<Object> run(SpecDraft draft, boolean store, Representation representation) {
    Spec spec = draft.toSpec();
    if (!store) {
      return representation.show(ResponseEntity.ok(), run(spec, draft));
    }
    if (!experiments.available()) {
      throw new StoreDown();
    }
    Outcome kept = keep(run(spec, draft));
    return representation.show(
        ResponseEntity.created(
            UriComponentsBuilder.fromPath(Paths.EXPERIMENTS + "/{id}").build(kept.id())),
        kept);
  }

  private Outcome run(Spec spec, SpecDraft draft) {
    return runner.run(policy.loopback(), spec, draft.label(), Origin.REQUEST);
  }

  private Outcome keep(Outcome outcome) {
    try {
      return experiments.keep(outcome);
    } catch (Experiments.HistoryUnavailable e) {
      throw new NotKept(outcome, e);
    }
  }
}
