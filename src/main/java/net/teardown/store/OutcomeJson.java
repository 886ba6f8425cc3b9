package net.teardown.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashSet;
import java.util.Set;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Writes an outcome as JSON for its row, and reads it back. This format is separate from the API's
 * JSON, whose settings may change while rows stay. Later versions read a row and find fields
 * missing; after a downgrade, earlier versions read it and find unknown fields.
 */
final class OutcomeJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          // By name, because a constant's toString() is text for people and may change.
          .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING, EnumFeature.READ_ENUMS_USING_TO_STRING)
          .disable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .changeDefaultPropertyInclusion(always ->
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .addModule(new StoredSpecs())
          // A HashSet of enum constants has a different order in each process.
          .addModule(
              new SimpleModule("ordered-sets")
                  .addAbstractTypeMapping(Set.class, LinkedHashSet.class))
          .build();

  private OutcomeJson() {}

  /** The outcome without the steps of its ends. */
  static String withoutSteps(Experiment made) {
    return MAPPER.writeValueAsString(StoredOutcome.of(made));
  }

  /** The steps of both ends. */
  static String steps(Outcome outcome) {
    return MAPPER.writeValueAsString(StoredSteps.of(outcome));
  }

  /** Reads what {@link #withoutSteps} wrote. */
  static Experiment read(String outcome) {
    return stored(outcome).experiment(StoredSteps.NONE);
  }

  /** Reads what {@link #withoutSteps} and {@link #steps} wrote. */
  static Experiment read(String outcome, String steps) {
    return stored(outcome).experiment(MAPPER.readValue(steps, StoredSteps.class));
  }

  private static StoredOutcome stored(String outcome) {
    return MAPPER.readValue(outcome, StoredOutcome.class);
  }
}
