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
  /** The self-check at start-up; neither stored nor counted. */
  SELF_CHECK
}
