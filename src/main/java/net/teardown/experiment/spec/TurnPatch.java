package net.teardown.experiment.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/**
 * A value for one place within the turns of a conversation, laid over those of another draft.
 *
 * @param path the place as a JSON pointer relative to the turns: {@code /1/pauseMillis}
 * @param value as a parser returns it; null removes what is there
 */
record TurnPatch(String path, @Nullable Object value) {

  /**
   * The turns with this value.
   *
   * @throws InvalidSpec if they have no such place, or the value doesn't fit there
   */
  List<Turn> over(@Nullable List<Turn> turns) {
    Object tree = turns == null ? null : mutable(TurnWriter.written(turns));
    List<String> steps = new Violation(path, "").path();
    Object at = tree;
    for (String step : steps.subList(0, steps.size() - 1)) {
      at = inside(at, step);
    }
    if (!put(at, steps.getLast())) {
      throw new InvalidSpec(
          List.of(
              new Violation(
                  SpecFields.TURNS.pointer() + path, "isn't a place in the turns of the base")));
    }
    return SpecDraft.read(SpecFields.TURNS, tree).value(SpecFields.TURNS);
  }

  private static @Nullable Object inside(@Nullable Object at, String step) {
    return switch (at) {
      case Map<?, ?> object -> object.get(step);
      case List<?> list -> isWithin(list, step) ? list.get(Integer.parseInt(step)) : null;
      case null, default -> null;
    };
  }

  @SuppressWarnings("unchecked") // this made them
  private boolean put(@Nullable Object at, String step) {
    return switch (at) {
      case Map<?, ?> object -> {
        if (value == null) {
          object.remove(step);
        } else {
          ((Map<String, Object>) object).put(step, value);
        }
        yield true;
      }
      case List<?> list when isWithin(list, step) && value != null -> {
        ((List<Object>) list).set(Integer.parseInt(step), value);
        yield true;
      }
      case null, default -> false;
    };
  }

  private static boolean isWithin(List<?> list, String step) {
    return step.matches("0|[1-9][0-9]?") && Integer.parseInt(step) < list.size();
  }

  private static Object mutable(Object tree) {
    return switch (tree) {
      case Map<?, ?> object -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        object.forEach((name, inner) -> copy.put((String) name, mutable(inner)));
        yield copy;
      }
      case List<?> list -> {
        List<Object> copy = new ArrayList<>();
        list.forEach(inner -> copy.add(mutable(inner)));
        yield copy;
      }
      default -> tree;
    };
  }

  /** Whether it is a text with a secret that is never stored. */
  boolean hides() {
    return value instanceof String text && Masked.isIn(text);
  }

  /** As it may be stored and shown. */
  TurnPatch masked() {
    return value instanceof String text ? new TurnPatch(path, Masked.text(text)) : this;
  }
}
