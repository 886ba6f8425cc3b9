package net.teardown.campaign;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.teardown.experiment.spec.InvalidSpec;
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
   * @throws InvalidCampaign if one can't be reached from the source address that is asked for
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
      throw e.at(inOrder(e.violation().pointer(), axes));
    } catch (InvalidSpec e) {
      throw new InvalidCampaign(
          e.violations().stream()
              .map(violation ->
                  new Violation(inOrder(violation.pointer(), axes), violation.message()))
              .toList());
    }
  }

  /** Where the order has the field at this pointer of a spec. */
  private static String inOrder(String pointer, Set<String> axes) {
    return axes.stream()
        .filter(axis -> Axis.covers(axis, pointer))
        .map(axis -> "/axes/" + Violation.escaped(axis))
        .findFirst()
        .orElse("/base" + pointer);
  }
}
