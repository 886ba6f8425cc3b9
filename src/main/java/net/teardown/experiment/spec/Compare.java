package net.teardown.experiment.spec;

/** What else is run beside an experiment, to be compared with it. */
public enum Compare {
  /** The same spec once more, with the data straight to the responder, past what lies between. */
  DIRECT
}
