package net.teardown.scenario;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecField;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import net.teardown.experiment.theory.Oracle;
import net.teardown.experiment.theory.Prediction;
import net.teardown.input.BrokenScenario;
import org.jspecify.annotations.Nullable;

/**
 * The content of a scenario's file. The keys are those of {@link Scenario}.
 *
 * @param prediction what theory allows, repeated so that a difference between story and theory is
 *     found at start; for a server, which theory doesn't cover, what such servers were seen to do
 */
record ScenarioFile(
    @Nullable String title,
    @Nullable String story,
    @Nullable String mechanism,
    @Nullable String initiatorSees,
    @Nullable String responderSees,
    @Nullable String finding,
    @Nullable SpecDraft spec,
    @Nullable Expected prediction,
    @Nullable List<String> sources) {

  private static final String KEYS =
      "title, story, mechanism, initiatorSees, responderSees, finding, spec, prediction, sources";

  private static final String BUT_THEORY = ", but theory allows ";

  private static final String SEEN =
      "A server that nobody controls closes as it likes: this is what such servers were seen to"
          + " do.";

  /** How the names of the files begin whose scenarios are the paper's own. */
  private static final String PAPER = "scenarios/0";

  private static final SpecField<?>[] LEFT_TO_THE_CALLER = {
    SpecFields.TARGET_HOST, SpecFields.TARGET_PORT, SpecFields.RESPONDER_URL
  };

  /** A target in place of the caller's, so that a spec without one can be checked. */
  private static final SpecDraft ANY_TARGET =
      SpecDraft.of(SpecFields.TARGET_HOST, "any.example").with(SpecFields.TARGET_PORT, 80);

  /** The verdicts and deliveries with which a scenario may end. */
  record Expected(@Nullable List<Verdict> verdicts, @Nullable List<Delivery> deliveries) {}

  /**
   * Checks the file's content and makes the scenario.
   *
   * @param file the file's name in error messages
   * @throws BrokenScenario with the file and the key
   */
  Scenario check(String file, String name) {
    Faults faults = new Faults(file);
    SpecDraft draft = faults.of(() -> present(spec, "spec", file));
    Spec valid = draft == null ? null : faults.of(() -> valid(draft, file));
    String headline = faults.of(() -> text(title, "title", file));
    String told = faults.of(() -> text(story, "story", file));
    String how = faults.of(() -> text(mechanism, "mechanism", file));
    String initiator = faults.of(() -> text(initiatorSees, "initiatorSees", file));
    String responder = faults.of(() -> text(responderSees, "responderSees", file));
    String found = faults.of(() -> text(finding, "finding", file));
    Expected expected = faults.of(() -> present(prediction, "prediction", file));
    Prediction predicted =
        valid == null || expected == null
            ? null
            : faults.of(() -> prediction(valid, expected, file));
    List<String> from = faults.of(() -> sources(file));
    faults.refuse();
    return new Scenario(
        name,
        file.startsWith(PAPER) ? Group.PAPER : Group.of(requireNonNull(draft).kind()),
        requireNonNull(headline),
        requireNonNull(told),
        requireNonNull(how),
        requireNonNull(initiator),
        requireNonNull(responder),
        requireNonNull(found),
        requireNonNull(draft),
        withDefaults(draft, requireNonNull(valid)),
        requireNonNull(predicted),
        requireNonNull(from));
  }

  /**
   * What else is wrong with a file of which the values at these keys couldn't be read. What depends
   * on those isn't known.
   */
  List<String> othersThan(Set<String> unread, String file) {
    try {
      check(file, "unnamed");
      return List.of();
    } catch (BrokenScenario e) {
      return e.problems().stream()
          .filter(problem -> unread.stream().noneMatch(key -> dependsOn(problem, key)))
          .toList();
    }
  }

  private static boolean dependsOn(String problem, String key) {
    return problem.startsWith("'%s'".formatted(key))
        || problem.startsWith("'%s.".formatted(key))
        || (key.equals("spec") && problem.contains(BUT_THEORY));
  }

  /** All that is wrong with a file: whoever writes one shall not have to start again and again. */
  private static final class Faults {

    private final String file;
    private final List<String> problems = new ArrayList<>();

    Faults(String file) {
      this.file = file;
    }

    /** What this says; null if that is broken. */
    <T> @Nullable T of(Supplier<T> part) {
      try {
        return part.get();
      } catch (BrokenScenario e) {
        problems.addAll(e.problems());
        return null;
      }
    }

    void refuse() {
      if (!problems.isEmpty()) {
        throw new BrokenScenario(file, problems);
      }
    }
  }

  private static Spec valid(SpecDraft draft, String file) {
    for (SpecField<?> field : LEFT_TO_THE_CALLER) {
      if (draft.says(field)) {
        throw new BrokenScenario(
            file,
            "'spec.%s' must be left to the caller: say 'peer' or 'server' if there must be a target"
                .formatted(field.name()));
      }
    }
    try {
      return (bothEndsHere(draft) ? draft : draft.overriddenBy(ANY_TARGET)).toSpec();
    } catch (InvalidSpec e) {
      throw new BrokenScenario(
          file, e.violations().stream().map(broken -> broken.under("/spec").sentence()).toList());
    }
  }

  private static boolean bothEndsHere(SpecDraft draft) {
    return !draft.kind().isElsewhere();
  }

  /** The draft with its defaults, except those that depend on the caller's target. */
  private static SpecDraft withDefaults(SpecDraft draft, Spec valid) {
    SpecDraft whole = draft.overriddenBy(SpecDraft.of(valid));
    if (bothEndsHere(draft)) {
      return whole;
    }
    for (SpecField<?> field : LEFT_TO_THE_CALLER) {
      whole = whole.without(field);
    }
    return draft.says(SpecFields.HOST) ? whole : whole.silentOn(SpecFields.HOST);
  }

  private static Prediction prediction(Spec spec, Expected said, String file) {
    Set<Verdict> verdicts = set(said.verdicts(), Verdict.class, "prediction.verdicts", file);
    Set<Delivery> deliveries =
        set(said.deliveries(), Delivery.class, "prediction.deliveries", file);
    if (!spec.peer().isOurs()) {
      // Theory predicts nothing for a server, which closes as it likes.
      return new Prediction(verdicts, deliveries, SEEN, List.of());
    }
    Prediction theory = Oracle.predict(spec);
    agree("prediction.verdicts", verdicts, theory.verdicts(), file);
    agree("prediction.deliveries", deliveries, theory.deliveries(), file);
    return theory;
  }

  private static void agree(String key, Set<?> said, Set<?> theory, String file) {
    if (!said.equals(theory)) {
      throw new BrokenScenario(
          file,
          "'%s' says %s%s%s for this spec: write that, or change 'spec'"
              .formatted(key, said, BUT_THEORY, theory));
    }
  }

  private List<String> sources(String file) {
    List<String> from = present(sources, "sources", file);
    if (from.isEmpty() || from.stream().anyMatch(source -> source == null || source.isBlank())) {
      throw new BrokenScenario(file, "'sources' must name where story and finding come from");
    }
    return List.copyOf(from);
  }

  /** The text at a key, which must not be blank. */
  static String text(@Nullable String text, String key, String file) {
    String present = present(text, key, file).strip();
    if (present.isEmpty()) {
      throw new BrokenScenario(file, "'" + key + "' must not be blank");
    }
    return present;
  }

  private static <E extends Enum<E>> Set<E> set(
      @Nullable Collection<E> values, Class<E> type, String key, String file) {
    Collection<E> named = present(values, key, file);
    if (named.stream().anyMatch(Objects::isNull)) {
      throw new BrokenScenario(file, "'" + key + "' must not have an empty element");
    }
    Set<E> set = EnumSet.noneOf(type);
    set.addAll(named);
    if (set.isEmpty()) {
      throw new BrokenScenario(file, "'" + key + "' must name at least one");
    }
    return set;
  }

  private static <T> T present(@Nullable T value, String key, String file) {
    if (value == null) {
      throw new BrokenScenario(
          file, "'%s' is missing; a scenario has all of these keys: %s".formatted(key, KEYS));
    }
    return value;
  }
}
