package net.teardown.experiment.outcome;

import org.jspecify.annotations.Nullable;

/**
 * What an outcome of two hosts tells beyond its two ends.
 *
 * @param responder who the other Teardown was; null if it never answered
 * @param clockErrorMicros how far the responder's times may be off on the initiator's time line;
 *     null where there is no report
 * @param diagnosis what lies between; null where nothing was found
 * @param comparison the same spec another way; null where that was not asked for
 */
public record Across(
    @Nullable RespondingInstance responder,
    @Nullable Long clockErrorMicros,
    @Nullable Diagnosis diagnosis,
    @Nullable Comparison comparison) {

  /** This, with the same spec another way set beside it. */
  public Across with(Comparison other) {
    return new Across(responder, clockErrorMicros, diagnosis, other);
  }

  /** This, with what several runs say of what lies between. */
  public Across with(Diagnosis confirmed) {
    return new Across(responder, clockErrorMicros, confirmed, comparison);
  }
}
