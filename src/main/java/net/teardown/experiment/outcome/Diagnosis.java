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
 * @param repeats further runs of the same spec, in order, made where {@code diagnose} allowed it
 *     and a finding rested on one run; they aren't experiments of their own
 */
public record Diagnosis(List<Finding> findings, List<Repeat> repeats) {

  public Diagnosis {
    findings = List.copyOf(findings);
    // What an earlier version stored has none.
    repeats = List.copyOf(Objects.requireNonNullElse(repeats, List.of()));
  }

  /** The diagnosis of a single run. */
  public Diagnosis(List<Finding> findings) {
    this(findings, List.of());
  }

  /** The kinds of finding that two transcripts can show about a path. */
  public enum Kind {
    /** The closer aborted and the observer saw a clean end. */
    RESET_TRANSLATED_OR_DROPPED,
    /** The closer aborted and neither FIN nor RST reached the observer. */
    RESETS_BLOCKED,
    /** The closer's FIN left and the observer was reset without one. */
    FIN_BLOCKED,
    /** The closer ended cleanly and the observer was reset. */
    RESET_INJECTED,
    /**
     * The byte that ended a silence of both ends stayed unanswered, and never reached the closer,
     * whose socket stood.
     */
    FLOW_FORGOTTEN_SILENTLY,
    /**
     * The byte that ended a silence of both ends was answered by an RST, and never reached the
     * closer, whose socket stood.
     */
    FLOW_FORGOTTEN_WITH_RESET,
    /** The closer was reset before its close, and the observer had neither aborted nor closed. */
    CUT_OFF,
    /** The observer saw a clean end, but fewer bytes than the closer's kernel had accepted. */
    TRUNCATION_HIDDEN,
    /** Full segments stay without any answer where small ones get through (RFC 2923 2.1). */
    LARGE_SEGMENTS_BLOCKED,
    /** The responder got other or fewer bytes than were sent. */
    REWRITTEN,
    /**
     * Data is acknowledged although the peer's socket is closed: something in between ends the
     * connection.
     */
    ENDED_IN_BETWEEN,
    /** The responder saw another address than the initiator's own, which is no fault in itself. */
    ADDRESS_TRANSLATED,
    /** Segments had to be sent again, which is no fault of an end. */
    LOSSY,
    /** Segments were reordered, which is no fault of an end. */
    REORDERS
  }

  /**
   * One finding about the path.
   *
   * @param confirmed whether it is proven beyond what a path may do by chance
   * @param text the finding as a sentence
   * @param evidence what each end's transcript says that shows it
   */
  public record Finding(Kind kind, boolean confirmed, String text, List<String> evidence) {

    public Finding {
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * One further run of the same spec.
   *
   * @param reason as an outcome's
   * @param found the kinds of finding that it showed
   * @param segmentBytes the bound of this connection's segments (TCP_MAXSEG); null where the
   *     kernels chose it
   * @param idleMillis how long this run's ends were silent; null where as long as the spec says
   */
  public record Repeat(
      Verdict verdict,
      @Nullable Reason reason,
      Delivery delivery,
      List<Kind> found,
      @Nullable Integer segmentBytes,
      @Nullable Integer idleMillis) {

    public Repeat {
      found = List.copyOf(found);
    }
  }
}
