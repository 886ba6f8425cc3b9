package net.teardown.responder;

import java.util.List;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.input.Violation;
import net.teardown.responder.control.ArmRequest;
import net.teardown.responder.control.ResponderControl;

/** Checks what another instance asks this one to arm. */
final class ArmingCheck {

  private static final int LONGEST_MILLIS = 60_000;
  private static final int LONGEST_VANTAGE = 255;

  private ArmingCheck() {}

  /**
   * The spec that it arms with. The protocol's version comes first: of another one, nothing else
   * need be understood.
   *
   * @param version of this instance
   * @throws InvalidControl naming the field that is wrong
   */
  @SuppressWarnings("NullAway") // a body may leave out what the record can't do without
  static Spec check(ArmRequest arming, String version) {
    if (arming.protocol() != ResponderControl.PROTOCOL) {
      throw new InvalidControl(
          "protocol",
          "must be %d, which is what Teardown %s here speaks, not %d"
              .formatted(ResponderControl.PROTOCOL, version, arming.protocol()));
    }
    if (arming.remainingMillis() < 1 || arming.remainingMillis() > LONGEST_MILLIS) {
      throw new InvalidControl(
          "remainingMillis",
          "must be 1 to %d, not %d".formatted(LONGEST_MILLIS, arming.remainingMillis()));
    }
    String asker = arming.vantage();
    if (asker == null || asker.isBlank() || asker.length() > LONGEST_VANTAGE) {
      throw new InvalidControl(
          "vantage", "must be who asks, 1 to %d characters".formatted(LONGEST_VANTAGE));
    }
    SpecDraft draft = arming.spec();
    if (draft == null) {
      throw new InvalidControl("spec", "is required: what to play the responder's half of");
    }
    Spec spec = spec(draft);
    if (!spec.peer().isAnotherTeardown()) {
      throw new InvalidControl(
          List.of(
              new Violation(
                  "/spec/peer", "must be RESPONDER: the other kinds know no far end of ours")));
    }
    return spec;
  }

  private static Spec spec(SpecDraft draft) {
    try {
      return draft.toSpec();
    } catch (InvalidSpec e) {
      throw new InvalidControl(
          e.violations().stream().map(violation -> violation.under("/spec")).toList());
    }
  }
}
