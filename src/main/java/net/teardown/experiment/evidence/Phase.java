package net.teardown.experiment.evidence;

/** The part of its script that an end was in, so that an outcome can say where a run stopped. */
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
  /** The closer has closed, and the observer reads on to see how the connection ends. */
  OBSERVE,
  /** The observer waits to be told that the closer has closed, or for a hidden reset. */
  SETTLE
}
