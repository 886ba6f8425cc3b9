package net.teardown.policy;

/** Who wrote what a run says to a server. */
public enum Author {
  /** Whoever called the API. */
  CALLER,
  /** Whoever set this instance up, or the service itself: a module or a scenario as it stands. */
  OPERATOR
}
