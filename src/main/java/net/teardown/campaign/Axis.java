package net.teardown.campaign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/**
 * One axis of a campaign.
 *
 * @param name as in the order: a top-level field of a spec by its name, any other place by its JSON
 *     pointer
 * @param shown its values as in the order, with what must not be shown masked
 * @param drafts for each value, a draft with that value alone; empty where the value is null
 */
record Axis(String name, List<@Nullable Object> shown, List<SpecDraft> drafts) {

  /**
   * Whether an axis of this name varies the place at this pointer, or an object that contains it.
   */
  static boolean covers(String name, String pointer) {
    return Varied.by(name).stream().anyMatch(varied -> varied.covers(pointer));
  }

  /**
   * Reads all axes of a campaign, in their order.
   *
   * @throws InvalidCampaign for the first axis with values that aren't of its field's type
   */
  static List<Axis> read(Map<String, List<@Nullable Object>> axes) {
    List<Axis> read = new ArrayList<>();
    for (Map.Entry<String, List<@Nullable Object>> axis : axes.entrySet()) {
      read.add(read(axis.getKey(), axis.getValue()));
    }
    return read;
  }

  /**
   * Reads one axis, each value on its own.
   *
   * @throws InvalidCampaign naming the place of each value that isn't of the field's type
   */
  static Axis read(String name, List<@Nullable Object> values) {
    List<SpecDraft> drafts = new ArrayList<>();
    List<Violation> violations = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      SpecDraft draft = SpecDraft.EMPTY;
      for (Varied varied : Varied.by(name)) {
        try {
          SpecDraft read = varied.read(values.get(i));
          draft = draft.equals(SpecDraft.EMPTY) ? read : draft.overriddenBy(read);
        } catch (InvalidSpec e) {
          String place = "/axes/%s/%d".formatted(Violation.escaped(name), i);
          e.violations()
              .forEach(violation ->
                  violations.add(
                      new Violation(
                          place + violation.pointer().substring(varied.pointer().length()),
                          violation.message())));
        }
      }
      drafts.add(draft);
    }
    if (!violations.isEmpty()) {
      throw new InvalidCampaign(violations);
    }
    return new Axis(name, shown(name, values, drafts), Collections.unmodifiableList(drafts));
  }

  /** The base with this value of the axis laid over it. */
  SpecDraft over(SpecDraft base, int value) {
    SpecDraft draft = base;
    for (Varied varied : Varied.by(name)) {
      draft = varied.over(draft, drafts.get(value));
    }
    return draft;
  }

  /** Whether one of its values is never stored. */
  boolean hides() {
    return drafts.stream().anyMatch(SpecDraft::hides);
  }

  private static List<@Nullable Object> shown(
      String name, List<@Nullable Object> values, List<SpecDraft> drafts) {
    List<@Nullable Object> shown = new ArrayList<>(values);
    for (int i = 0; i < shown.size(); i++) {
      SpecDraft draft = drafts.get(i);
      if (draft.hides()) {
        shown.set(i, Varied.by(name).getFirst().written(draft.masked()));
      }
    }
    return Collections.unmodifiableList(shown);
  }
}
