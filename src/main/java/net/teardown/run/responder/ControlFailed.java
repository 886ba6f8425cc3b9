package net.teardown.run.responder;

import net.teardown.experiment.terms.Printable;
import net.teardown.experiment.terms.Reason;

/** A call to the responder's control that didn't do what it was for; it becomes an outcome. */
final class ControlFailed extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST_DETAIL = 700;

  private final Reason reason;

  /**
   * @param detail may be somebody else's words, of any length
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
