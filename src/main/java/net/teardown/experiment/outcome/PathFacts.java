package net.teardown.experiment.outcome;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an outcome says about the path between two hosts and the instance at its far end.
 *
 * @param responder the other Teardown; null if it never answered
 * @param clockErrorMicros how far the responder's times may be off on the initiator's time line;
 *     null if there is no report, or both ends used one clock
 * @param diagnosis the findings about the path; null if there are none
 */
public record PathFacts(
    @Nullable RespondingInstance responder,
    @Nullable Long clockErrorMicros,
    @Nullable Diagnosis diagnosis) {

  /** No path lies between the ends, or nothing is known of it. */
  public static final PathFacts NOTHING = new PathFacts(null, null, null);

  /** The findings about the path; empty if there are none. */
  public List<Diagnosis.Finding> findings() {
    return diagnosis == null ? List.of() : diagnosis.findings();
  }
}
