package net.teardown.policy;

/** The author of the bytes that a run sends to a server. */
public enum Author {
  /** The caller of the API. */
  CALLER,
  /** The operator or the service itself: a module or a scenario, unchanged. */
  OPERATOR
}
