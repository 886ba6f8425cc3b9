package net.teardown.scenario;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.teardown.experiment.Delivery;
import net.teardown.experiment.InvalidSpec;
import net.teardown.experiment.Oracle;
import net.teardown.experiment.Prediction;
import net.teardown.experiment.Spec;
import net.teardown.experiment.SpecDraft;
import net.teardown.experiment.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a scenario's file. The keys are those of {@link Scenario} and two more.
 *
 * @param expect the verdicts that theory allows, said once more, so that story and theory can't
 *     drift apart
 * @param delivery likewise the deliveries
 */
record ScenarioFile(
    @Nullable String title,
    @Nullable String story,
    @Nullable String finding,
    @Nullable SpecDraft spec,
    @Nullable List<Verdict> expect,
    @Nullable List<Delivery> delivery,
    @Nullable List<String> sources) {

  /**
   * The scenario that the file tells.
   *
   * @param file the file's name, for what is wrong with it
   * @throws BrokenScenario naming file and key
   */
  Scenario check(String file, String name) {
    SpecDraft draft = present(spec, "spec", file);
    Prediction prediction = Oracle.predict(valid(draft, file));
    agree("expect", set(expect, Verdict.class, "expect", file), prediction.verdicts(), file);
    agree(
        "delivery", set(delivery, Delivery.class, "delivery", file), prediction.deliveries(), file);
    List<String> from = List.copyOf(present(sources, "sources", file));
    if (from.isEmpty() || from.stream().anyMatch(String::isBlank)) {
      throw new BrokenScenario(file, "'sources' must name where story and finding come from");
    }
    return new Scenario(
        name,
        text(title, "title", file),
        text(story, "story", file),
        text(finding, "finding", file),
        draft,
        prediction,
        from);
  }

  private static Spec valid(SpecDraft draft, String file) {
    try {
      return draft.toSpec();
    } catch (InvalidSpec e) {
      InvalidSpec.Violation first = e.violations().getFirst();
      throw new BrokenScenario(file, "'spec." + first.field() + "' " + first.message(), e);
    }
  }

  private static void agree(String key, Set<?> said, Set<?> theory, String file) {
    if (!said.equals(theory)) {
      throw new BrokenScenario(
          file, "'%s' says %s, but theory allows %s for this spec".formatted(key, said, theory));
    }
  }

  private static String text(@Nullable String text, String key, String file) {
    String present = present(text, key, file).strip();
    if (present.isEmpty()) {
      throw new BrokenScenario(file, "'" + key + "' must not be blank");
    }
    return present;
  }

  private static <E extends Enum<E>> Set<E> set(
      @Nullable Collection<E> values, Class<E> type, String key, String file) {
    Set<E> set = EnumSet.noneOf(type);
    set.addAll(present(values, key, file));
    return set;
  }

  private static <T> T present(@Nullable T value, String key, String file) {
    if (value == null) {
      throw new BrokenScenario(file, "'" + key + "' is missing");
    }
    return value;
  }
}
