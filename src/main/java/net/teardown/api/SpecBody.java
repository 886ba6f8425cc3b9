package net.teardown.api;

import java.util.Set;
import net.teardown.experiment.SpecDraft;
import net.teardown.policy.Author;

/**
 * A request's body that is a spec, or part of one.
 *
 * @param cleared the fields that stand there as null, to undo what a scenario says
 */
record SpecBody(SpecDraft draft, Set<String> cleared) {

  static final String LINGER = "lingerSeconds";

  /** The only fields whose absence means something, so that null says it too. */
  static final Set<String> MAY_BE_NULL =
      Set.of(
          LINGER,
          "label",
          "targetHost",
          "targetPort",
          "responderUrl",
          "compare",
          "request",
          "chunkBytes",
          "expect");

  /** What a scenario says, with what this body says put over it. */
  SpecDraft over(SpecDraft scenario) {
    SpecDraft base = cleared.contains(LINGER) ? scenario.withoutLinger() : scenario;
    return base.overriddenBy(draft);
  }

  /** Who wrote what is said then: a scenario's own words stay its own whoever hears them. */
  Author author() {
    return draft.request() == null ? Author.OPERATOR : Author.CALLER;
  }
}
