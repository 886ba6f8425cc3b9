package net.teardown.experiment.outcome;

/** Which part of the service asked for a run. */
public enum Origin {
  /** A call of the HTTP API. */
  REQUEST,
  /** A campaign. */
  CAMPAIGN,
  /** A standing monitor. */
  MONITOR,
  /** A Prometheus probe. */
  PROBE,
  /**
   * The service itself, for its self-check at start-up and the examples of its documents; neither
   * stored nor counted.
   */
  SELF_CHECK
}
