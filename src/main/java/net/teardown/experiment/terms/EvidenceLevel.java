package net.teardown.experiment.terms;

/** What the observer's evidence rests on. */
public enum EvidenceLevel {
  /**
   * The observer's kernel was asked (TCP_INFO, SO_ERROR, poll), so every verdict can be told apart.
   */
  KERNEL,
  /**
   * Only what calls returned to the application: a reset hidden behind a clean end can't be seen.
   */
  APPLICATION
}
