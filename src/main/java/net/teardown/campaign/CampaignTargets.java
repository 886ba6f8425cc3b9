package net.teardown.campaign;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Target;
import net.teardown.input.Violation;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.policy.TargetDenied;

/** Asks the policy whom a campaign may be run against. */
final class CampaignTargets {

  private final Policy policy;

  CampaignTargets(Policy policy) {
    this.policy = policy;
  }

  /**
   * Whom each target stands for; each is looked up once, on the thread that asks.
   *
   * @param asked a spec of each
   * @throws TargetDenied if one of them may not be
   */
  Map<Optional<Target>, AllowedTarget> of(Map<Optional<Target>, Spec> asked, Set<String> axes) {
    Map<Optional<Target>, AllowedTarget> allowed = new HashMap<>();
    asked.forEach((target, spec) -> allowed.put(target, target(spec, axes)));
    return allowed;
  }

  /** What the policy says of a cell, with its field where it stands in the order. */
  private AllowedTarget target(Spec spec, Set<String> axes) {
    try {
      return policy.target(spec, Author.CALLER);
    } catch (TargetDenied e) {
      String pointer = e.violation().pointer();
      throw e.at(
          axes.stream()
              .filter(axis -> Axis.covers(axis, pointer))
              .map(axis -> "/axes/" + Violation.escaped(axis))
              .findFirst()
              .orElse("/base" + pointer));
    }
  }
}
