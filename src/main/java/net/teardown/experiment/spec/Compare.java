package net.teardown.experiment.spec;

/** What is run in addition to an experiment, for a comparison. */
public enum Compare {
  /**
   * The same spec once more, with the test connection straight to the responder, past what lies
   * between.
   */
  DIRECT
}
