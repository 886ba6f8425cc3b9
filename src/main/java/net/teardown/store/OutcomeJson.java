package net.teardown.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Environment;
import tools.jackson.core.type.TypeReference;
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

  private static final TypeReference<Map<String, String>> SETTINGS = new TypeReference<>() {};

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
  static Written read(String outcome) {
    return new Written(stored(outcome), StoredSteps.NONE);
  }

  /** Reads what {@link #withoutSteps} and {@link #steps} wrote. */
  static Written read(String outcome, String steps) {
    return new Written(stored(outcome), MAPPER.readValue(steps, StoredSteps.class));
  }

  private static StoredOutcome stored(String outcome) {
    return MAPPER.readValue(outcome, StoredOutcome.class);
  }

  /** The settings of an environment. */
  static String settings(Environment environment) {
    return MAPPER.writeValueAsString(environment.settings());
  }

  /** Reads what {@link #settings} wrote. */
  static Environment environment(String settings) {
    return Environment.of(MAPPER.readValue(settings, SETTINGS));
  }

  /** A row's outcome, which names its environments by their hashes. */
  record Written(StoredOutcome outcome, StoredSteps steps) {

    /** The hashes of the environments that {@link #experiment} needs. */
    Set<String> environments() {
      return outcome.environments();
    }

    /** Converts to an experiment, with the environments by hash. */
    Experiment experiment(Map<String, Environment> environments) {
      return outcome.experiment(steps, environments);
    }
  }
}
