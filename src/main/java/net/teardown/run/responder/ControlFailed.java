package net.teardown.run.responder;

import net.teardown.experiment.terms.Printable;
import net.teardown.experiment.terms.Reason;

/** A call of the responder's control API failed, which becomes the outcome's reason. */
final class ControlFailed extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST_DETAIL = 700;

  private final Reason reason;

  /**
   * @param detail may be text of another host, of any length
   */
  ControlFailed(Reason reason, String detail) {
    super(Printable.line(detail, LONGEST_DETAIL));
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  /** What happened, for a person. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
