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

/** Asks the policy which targets a campaign may run against. */
final class CampaignTargets {

  private final Policy policy;

  CampaignTargets(Policy policy) {
    this.policy = policy;
  }

  /**
   * The allowed target for each target; each is looked up once, on the calling thread.
   *
   * @param asked a spec of each
   * @throws TargetDenied if one of them isn't allowed
   */
  Map<Optional<Target>, AllowedTarget> of(Map<Optional<Target>, Spec> asked, Set<String> axes) {
    Map<Optional<Target>, AllowedTarget> allowed = new HashMap<>();
    asked.forEach((target, spec) -> allowed.put(target, target(spec, axes)));
    return allowed;
  }

  /** The policy's answer for a cell; a denial names the field where the order has it. */
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
