package net.teardown.experiment;

import java.util.List;

/**
 * What lies between the two ends, as far as their two transcripts prove it.
 *
 * @param findings at least one
 */
public record Diagnosis(List<Finding> findings) {

  public Diagnosis {
    findings = List.copyOf(findings);
  }

  /** What the two transcripts can show about a path. */
  public enum Kind {
    /** The closer aborted and the observer saw a clean end. */
    RESET_TRANSLATED_OR_DROPPED,
    /** The closer aborted and nothing of it reached the observer. */
    RESETS_BLOCKED,
    /** The closer's FIN left and the observer was reset without one. */
    FIN_BLOCKED,
    /** The closer ended cleanly and the observer was reset. */
    RESET_INJECTED,
    /** The observer's end is clean but short of what the closer's kernel had accepted. */
    TRUNCATION_HIDDEN,
    /** The responder got other or fewer bytes than were sent. */
    REWRITTEN,
    /** The responder saw another address than the initiator's own; no fault in itself. */
    ADDRESS_TRANSLATED,
    /** Data is acknowledged for a peer that is gone: something in between ends the connection. */
    ENDED_IN_BETWEEN
  }

  /**
   * One thing that lies between.
   *
   * @param confirmed whether it is proven beyond the loss of a single segment
   * @param text what it is, in a sentence
   * @param evidence what each end said that shows it
   */
  public record Finding(Kind kind, boolean confirmed, String text, List<String> evidence) {

    public Finding {
      evidence = List.copyOf(evidence);
    }
  }
}
