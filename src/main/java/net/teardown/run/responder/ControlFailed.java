package net.teardown.run.responder;

import net.teardown.experiment.terms.Printable;
import net.teardown.experiment.terms.Reason;

/** A call of the responder's control API failed, which becomes the outcome's reason. */
final class ControlFailed extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST_DETAIL = 700;

  private final Reason reason;
  private final boolean passing;

  /**
   * @param detail may be text of another host, of any length
   */
  ControlFailed(Reason reason, String detail) {
    this(reason, detail, false);
  }

  /**
   * @param passing whether the same call may succeed a moment later: only its connection failed
   */
  ControlFailed(Reason reason, String detail, boolean passing) {
    super(Printable.line(detail, LONGEST_DETAIL));
    this.reason = reason;
    this.passing = passing;
  }

  /** Whether the same call may succeed a moment later. */
  boolean isPassing() {
    return passing;
  }

  Reason reason() {
    return reason;
  }

  /** What happened, for a person. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
