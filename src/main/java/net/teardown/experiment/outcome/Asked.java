package net.teardown.experiment.outcome;

import net.teardown.experiment.spec.Expect;
import net.teardown.experiment.spec.Masked;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asked a run for.
 *
 * @param spec what is run
 * @param label the caller's label for grouping; it doesn't affect the run
 * @param expect the results that the caller accepts; null if it didn't say
 * @param origin which part of the service asked
 */
public record Asked(Spec spec, @Nullable String label, @Nullable Expect expect, Origin origin) {

  /** Asks for this spec, without label or expectation. */
  public Asked(Spec spec, Origin origin) {
    this(spec, null, null, origin);
  }

  /** What was asked for, as a draft with defaults filled in. */
  public SpecDraft draft() {
    SpecDraft draft = SpecDraft.of(spec);
    if (expect != null) {
      draft = draft.overriddenBy(expect.draft());
    }
    return label == null ? draft : draft.with(SpecFields.LABEL, label);
  }

  /** This request as it may be stored and shown, see {@link Masked}. */
  Asked masked() {
    Spec shown = spec.masked();
    return shown.equals(spec) ? this : new Asked(shown, label, expect, origin);
  }
}
