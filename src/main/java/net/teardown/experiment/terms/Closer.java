package net.teardown.experiment.terms;

/** Which end closes first. The other one is the observer. */
public enum Closer {
  /** The end that did the passive open (B). */
  RESPONDER,
  /** The end that did the active open (A). */
  INITIATOR
}
