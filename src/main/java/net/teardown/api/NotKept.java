package net.teardown.api;

import net.teardown.experiment.Outcome;

/**
 * The run was made and the store failed afterwards; answered by 503 with the outcome, so that
 * nothing is lost.
 */
class NotKept extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Outcome outcome;

  NotKept(Outcome outcome, Throwable cause) {
    super("The experiment ran, but the history could not keep it", cause);
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }
}
