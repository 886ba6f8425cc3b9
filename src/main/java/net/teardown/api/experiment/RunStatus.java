package net.teardown.api.experiment;

/** The status of an experiment that has no outcome yet. */
public enum RunStatus {
  /** It is under way. */
  RUNNING
}
