package net.teardown.experiment.outcome;

import net.teardown.experiment.spec.Expect;
import net.teardown.experiment.spec.Masked;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import org.jspecify.annotations.Nullable;

/**
 * What a run was asked for.
 *
 * @param spec what is run
 * @param label what the caller groups it by; it has no influence
 * @param expect what the caller counts as met; null if it didn't say
 * @param origin who asked
 */
public record Asked(Spec spec, @Nullable String label, @Nullable Expect expect, Origin origin) {

  /** Asks for this spec and nothing beside. */
  public Asked(Spec spec, Origin origin) {
    this(spec, null, null, origin);
  }

  /** What was asked for, defaults filled in. */
  public SpecDraft draft() {
    SpecDraft draft = SpecDraft.of(spec);
    if (expect != null) {
      draft =
          draft
              .with(SpecFields.VERDICTS, expect.verdicts())
              .with(SpecFields.DELIVERIES, expect.deliveries())
              .with(SpecFields.HTTP_STATUS, expect.httpStatus());
    }
    return label == null ? draft : draft.with(SpecFields.LABEL, label);
  }

  /** This as it may be kept and shown, see {@link Masked}. */
  Asked masked() {
    Spec shown = spec.masked();
    return shown.equals(spec) ? this : new Asked(shown, label, expect, origin);
  }
}
