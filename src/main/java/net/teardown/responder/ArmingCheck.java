package net.teardown.responder;

import java.util.List;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.input.Violation;
import net.teardown.responder.control.ArmRequest;
import net.teardown.responder.control.ResponderControl;

/** Validates another instance's request to arm this one. */
final class ArmingCheck {

  private static final int LONGEST_MILLIS = SpecFields.MAX_MILLIS;
  private static final int LONGEST_VANTAGE = 255;

  private ArmingCheck() {}

  /**
   * Returns the spec to arm with. The protocol's version is checked first, because the other fields
   * of another version may mean anything.
   *
   * @param version of this instance
   * @throws InvalidControl naming the field that is wrong
   */
  @SuppressWarnings("NullAway") // a body may omit fields that the record requires
  static Spec check(ArmRequest request, String version) {
    if (request.protocol() != ResponderControl.PROTOCOL) {
      throw new InvalidControl(
          "protocol",
          "must be %d, which is what Teardown %s here speaks, not %d"
              .formatted(ResponderControl.PROTOCOL, version, request.protocol()));
    }
    if (request.remainingMillis() < 1 || request.remainingMillis() > LONGEST_MILLIS) {
      throw new InvalidControl(
          "remainingMillis",
          "must be 1 to %d, not %d".formatted(LONGEST_MILLIS, request.remainingMillis()));
    }
    String asker = request.vantage();
    if (asker == null || asker.isBlank() || asker.length() > LONGEST_VANTAGE) {
      throw new InvalidControl(
          "vantage", "must be who asks, 1 to %d characters".formatted(LONGEST_VANTAGE));
    }
    SpecDraft draft = request.spec();
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
