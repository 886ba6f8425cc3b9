package net.teardown.experiment.evidence;

/** What an end was doing, for an outcome that has to say where a run stopped. */
public enum Phase {
  CONNECT,
  ACCEPT,
  SEND,
  RECEIVE,
  ARRIVAL,
  ACKNOWLEDGEMENT,
  HALF_CLOSE,
  DRAIN,
  CLOSE,
  /** The closer has closed; what follows is the observer's. */
  OBSERVE,
  /** The observer waits for the word that the closer has closed, or for a hidden reset. */
  SETTLE
}
