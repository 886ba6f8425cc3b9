package net.teardown.runner;

import net.teardown.experiment.Reason;

/** A call to the responder's control that didn't do what it was for; it becomes an outcome. */
final class ControlFailed extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  ControlFailed(Reason reason, String detail) {
    super(detail);
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
