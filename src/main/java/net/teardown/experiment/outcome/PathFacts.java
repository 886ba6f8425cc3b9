package net.teardown.experiment.outcome;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an outcome tells beyond its two ends, if there are two hosts.
 *
 * @param responder who the other Teardown was; null if it never answered
 * @param clockErrorMicros how far the responder's times may be off on the initiator's time line;
 *     null where there is no report, or one clock told both
 * @param diagnosis what lies between; null where nothing was found
 */
public record PathFacts(
    @Nullable RespondingInstance responder,
    @Nullable Long clockErrorMicros,
    @Nullable Diagnosis diagnosis) {

  /** Nothing lies between, or nothing is known of it. */
  public static final PathFacts NOTHING = new PathFacts(null, null, null);

  /** What was found; empty where nothing was. */
  public List<Diagnosis.Finding> findings() {
    return diagnosis == null ? List.of() : diagnosis.findings();
  }
}
