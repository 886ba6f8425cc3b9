package net.teardown.campaign;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.teardown.experiment.spec.FieldType;
import net.teardown.experiment.spec.FlatSpec;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.Masked;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecField;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.spec.Turn;
import net.teardown.input.SpellingHint;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/** Checks what an order says, before the cells that it makes. */
final class OrderRules {

  private static final String NO_SECRETS =
      "can't stand in a campaign, whose order is stored to be run: leave 'secret' out, or run it as"
          + " an experiment";

  /** What RFC 6901 section 3 doesn't allow in a pointer. */
  private static final Pattern NO_ESCAPE = Pattern.compile("^/.*~(?![01])", Pattern.DOTALL);

  /** The most characters that the values of all cells may have together. */
  private static final long MOST_CHARACTERS = 4 << 20;

  private OrderRules() {}

  /**
   * The axes of an order.
   *
   * @throws InvalidCampaign with everything that is wrong in it
   */
  static List<Axis> checked(CampaignOrder order) {
    List<Violation> violations = new ArrayList<>();
    if (order.base().says(SpecFields.LABEL)) {
      refuse(violations, "/base/label", "must be left out: the campaign has a label of its own");
    }
    if (order.base().says(SpecFields.COMPARE)) {
      refuse(violations, "/base/compare", "must be left out: each run of a campaign is one way");
    }
    String label = order.label();
    if (label != null) {
      checkLabel(label, violations);
    }
    for (int turn : order.base().secretTurns()) {
      refuse(violations, "/base/server/turns/%d/say/secret".formatted(turn), NO_SECRETS);
    }
    boolean told = false;
    for (Map.Entry<String, List<@Nullable Object>> axis : order.axes().entrySet()) {
      told |= checkAxis(order.base(), axis.getKey(), axis.getValue(), told, violations);
    }
    checkSize(order.axes(), violations);
    checkBisection(order, violations);
    int repetitions = order.repetitions();
    if (repetitions < 1 || repetitions > Planner.MOST_RUNS) {
      refuse(
          violations,
          "/repetitions",
          "must be 1 to %d, not %d".formatted(Planner.MOST_RUNS, repetitions));
    }
    Double rate = order.ratePerSecond();
    if (rate != null && !(rate >= 0.001 && rate <= 1_000_000)) {
      refuse(violations, "/ratePerSecond", "must be 0.001 to 1000000, not %s".formatted(rate));
    }
    if (!violations.isEmpty()) {
      throw new InvalidCampaign(violations);
    }
    List<Axis> axes = Axis.read(order.axes());
    axes.forEach(OrderRules::checkShown);
    checkApart(axes);
    checkLength(axes);
    return axes;
  }

  /**
   * @param listed whether a refusal has listed all fields that may be axes
   * @return whether one has now
   */
  private static boolean checkAxis(
      SpecDraft base,
      String name,
      List<@Nullable Object> values,
      boolean listed,
      List<Violation> violations) {
    String field = "/axes/" + Violation.escaped(name);
    List<Varied> places = Varied.by(name);
    if (NO_ESCAPE.matcher(name).find()) {
      refuse(
          violations,
          field,
          "is no JSON pointer: behind '~' must stand 0, for '~' itself, or 1, for '/' (RFC 6901)");
    } else if (places.isEmpty()) {
      refuse(violations, field, noField(base, name, listed));
      return true;
    } else if (!FlatSpec.fieldsOf(name).isEmpty()) {
      refuse(
          violations,
          field,
          "is now '%s'".formatted(pause(base, name).orElse(places.getFirst().pointer())));
    } else if (!places.getFirst().field().mayBeAxis()) {
      refuse(violations, field, "can't be an axis: it has no influence on how a run goes");
    } else if (places.getFirst().field() == SpecFields.TURNS && saysSecret(values)) {
      refuse(violations, field, NO_SECRETS);
    } else if (values.isEmpty()) {
      refuse(violations, field, "must have a value or more");
    } else if (new HashSet<>(values).size() < values.size()) {
      refuse(violations, field, "must not have the same value twice");
    }
    return listed;
  }

  /** Whether a value within turns is, or contains, a turn that says a secret. */
  private static boolean saysSecret(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> object ->
          object.containsKey("secret") || object.values().stream().anyMatch(OrderRules::saysSecret);
      case List<?> list -> list.stream().anyMatch(OrderRules::saysSecret);
      case null, default -> false;
    };
  }

  private static String noField(SpecDraft base, String name, boolean listed) {
    List<String> known =
        SpecFields.ALL.stream().filter(SpecField::mayBeAxis).map(OrderRules::axisOf).toList();
    String last = name.substring(name.lastIndexOf('/') + 1);
    String hint =
        pause(base, last)
            .or(() ->
                SpecFields.ALL.stream()
                    .filter(field -> field.mayBeAxis() && field.name().equals(last))
                    .findFirst()
                    .map(OrderRules::axisOf))
            .map("; did you mean '%s'?"::formatted)
            .orElse(SpellingHint.hint(name, known));
    return listed
        ? "is no field of a spec" + hint
        : SpellingHint.ended("is no field of a spec" + hint)
            + " These are: "
            + String.join(", ", known);
  }

  /** The last pause among the turns of the base, if that is what was meant. */
  private static Optional<String> pause(SpecDraft base, String field) {
    List<Turn> turns = Objects.requireNonNullElse(base.get(SpecFields.TURNS), List.of());
    return IntStream.range(0, turns.size())
        .filter(i -> field.equals("pauseMillis") && turns.get(i) instanceof Turn.Pause)
        .mapToObj(i -> "%s/%d/%s".formatted(SpecFields.TURNS.pointer(), i, field))
        .reduce((before, after) -> after);
  }

  private static String axisOf(SpecField<?> field) {
    return field.part() == null ? field.name() : field.pointer();
  }

  /** Refuses values that look the same when shown, because their cells couldn't be told apart. */
  private static void checkShown(Axis axis) {
    if (new HashSet<>(axis.drafts()).size() < axis.drafts().size()) {
      throw new InvalidCampaign(
          "/axes/" + Violation.escaped(axis.name()), "must not have the same value twice");
    }
    if (new HashSet<>(axis.shown()).size() < axis.shown().size()) {
      throw new InvalidCampaign(
          "/axes/" + Violation.escaped(axis.name()),
          "must have values that differ in more than %s, which are never shown"
              .formatted(Masked.FIELDS));
    }
  }

  /** Refuses two axes that vary the same place, because each would override the other. */
  private static void checkApart(List<Axis> axes) {
    for (Axis axis : axes) {
      for (Axis other : axes) {
        String place = Varied.by(other.name()).getFirst().pointer();
        if (!axis.name().equals(other.name()) && Axis.covers(axis.name(), place)) {
          throw new InvalidCampaign(
              "/axes/" + Violation.escaped(other.name()),
              "varies what the axis '%s' varies too".formatted(axis.name()));
        }
      }
    }
  }

  /**
   * Bounds the values' length, because every cell is shown with its values, so a long one is
   * repeated as often as there are cells.
   */
  private static void checkLength(List<Axis> axes) {
    long cells =
        axes.stream().mapToLong(axis -> axis.shown().size()).reduce(1, Math::multiplyExact);
    long characters = 0;
    for (Axis axis : axes) {
      long each = axis.shown().stream().mapToLong(value -> String.valueOf(value).length()).sum();
      characters += each * (cells / axis.shown().size());
    }
    if (characters > MOST_CHARACTERS) {
      throw new InvalidCampaign(
          "/axes",
          "must come to at most %d characters in all cells, not %d: shorter values, or fewer cells"
              .formatted(MOST_CHARACTERS, characters));
    }
  }

  private static void checkSize(
      Map<String, List<@Nullable Object>> axes, List<Violation> violations) {
    long product = 1;
    for (List<@Nullable Object> values : axes.values()) {
      product = Math.min(product * Math.max(1, values.size()), Integer.MAX_VALUE);
    }
    if (product > Planner.MOST_CELLS) {
      refuse(
          violations,
          "/axes",
          "must make at most %d cells: %s are too many"
              .formatted(
                  Planner.MOST_CELLS,
                  axes.entrySet().stream()
                      .map(axis -> "%s (%d)".formatted(axis.getKey(), axis.getValue().size()))
                      .collect(Collectors.joining(" x "))));
    }
  }

  /**
   * A searched axis stands alone: with others each of their values would have a limit of its own.
   */
  private static void checkBisection(CampaignOrder order, List<Violation> violations) {
    Bisection bisect = order.bisect();
    if (bisect == null) {
      return;
    }
    String field = "/axes/" + Violation.escaped(bisect.axis());
    List<Varied> places = Varied.by(bisect.axis());
    boolean whole =
        !places.isEmpty()
            && (places.getFirst().field() == SpecFields.TURNS
                || places.getFirst().field().type() instanceof FieldType.WholeNumber);
    if (order.axes().size() > 1) {
      refuse(violations, field, "must be the only axis where it is bisected");
    } else if (!places.isEmpty() && places.getFirst().field() == SpecFields.TARGET_PORT) {
      refuse(violations, field, "can't be bisected: each value is another target");
    } else if (!places.isEmpty() && !whole) {
      refuse(violations, field, "can't be bisected: its values are no whole numbers");
    } else if (bisect.low() >= bisect.high()) {
      refuse(violations, field, "must be bisected between two numbers, the lesser one first");
    } else if (bisect.until() < 1) {
      refuse(
          violations, field + "/until", "must be 1 or more: how wide the interval is in the end");
    } else if ((long) bisect.mostCells() * order.repetitions() > Planner.MOST_RUNS) {
      refuse(
          violations,
          "/repetitions",
          "must be fewer: with up to %d values there would be more than %d runs"
              .formatted(bisect.mostCells(), Planner.MOST_RUNS));
    }
  }

  /** Applies the rule for a spec's label. */
  private static void checkLabel(String label, List<Violation> violations) {
    try {
      SpecDraft.of(SpecFields.BYTES_SENT, 0).with(SpecFields.LABEL, label).toSpec();
    } catch (InvalidSpec e) {
      violations.addAll(e.violations());
    }
  }

  private static void refuse(List<Violation> violations, String pointer, String message) {
    violations.add(new Violation(pointer, message));
  }
}
