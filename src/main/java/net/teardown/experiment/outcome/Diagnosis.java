package net.teardown.experiment.outcome;

import java.util.List;
import java.util.Objects;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the two ends, as far as their two transcripts prove it.
 *
 * @param findings at least one
 * @param repeats the same spec run again, in order, where {@code diagnose} allowed that and a
 *     finding rested on one run; they are no experiments of their own
 */
public record Diagnosis(List<Finding> findings, List<Repeat> repeats) {

  public Diagnosis {
    findings = List.copyOf(findings);
    // What an earlier version kept has none.
    repeats = List.copyOf(Objects.requireNonNullElse(repeats, List.of()));
  }

  /** What one run shows. */
  public Diagnosis(List<Finding> findings) {
    this(findings, List.of());
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
    /** The closer was reset before its close, and the observer had neither aborted nor closed. */
    CUT_OFF,
    /** The observer's end is clean but short of what the closer's kernel had accepted. */
    TRUNCATION_HIDDEN,
    /** Full segments stay without any answer where small ones get through (RFC 2923 2.1). */
    LARGE_SEGMENTS_BLOCKED,
    /** The responder got other or fewer bytes than were sent. */
    REWRITTEN,
    /** Data is acknowledged for a peer that is gone: something in between ends the connection. */
    ENDED_IN_BETWEEN,
    /** The responder saw another address than the initiator's own; no fault in itself. */
    ADDRESS_TRANSLATED,
    /** What was sent had to be sent again; no fault of anybody's. */
    LOSSY,
    /** Segments overtook each other; no fault of anybody's. */
    REORDERS
  }

  /**
   * One thing that lies between.
   *
   * @param confirmed whether it is proven beyond what a path may do by chance
   * @param text what it is, in a sentence
   * @param evidence what each end said that shows it
   */
  public record Finding(Kind kind, boolean confirmed, String text, List<String> evidence) {

    public Finding {
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * The same spec, run again.
   *
   * @param reason as an outcome's
   * @param found what it showed
   * @param segmentBytes how long the segments of this connection were at most (TCP_MAXSEG); null
   *     where that was left to the kernels
   */
  public record Repeat(
      Verdict verdict,
      @Nullable Reason reason,
      Delivery delivery,
      List<Kind> found,
      @Nullable Integer segmentBytes) {

    public Repeat {
      found = List.copyOf(found);
    }
  }
}
