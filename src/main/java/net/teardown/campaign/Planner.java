package net.teardown.campaign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import net.teardown.experiment.InvalidSpec;
import net.teardown.experiment.Masked;
import net.teardown.experiment.Spec;
import net.teardown.experiment.SpecDraft;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lays out a campaign: the product of its axes over its base. An axis may be any field of a spec by
 * its JSON name; a value is read as that field would be in a request.
 */
@Component
public class Planner {

  /** The most points that the axes may make, skipped ones included. */
  public static final int MOST_CELLS = 10_000;

  /** The most runs of a campaign. */
  public static final int MOST_RUNS = 10_000_000;

  /** Beside the physics: one value for the whole campaign, or none. */
  private static final Set<String> NO_AXES = Set.of("label", "compare", "expect");

  private static final List<String> FIELDS =
      Arrays.stream(SpecDraft.class.getRecordComponents()).map(c -> c.getName()).toList();

  private final JsonMapper mapper;

  Planner(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** The cells of a campaign that was planned before. */
  public Plan plan(Campaign campaign) {
    return plan(
        campaign.label(),
        campaign.base(),
        campaign.axes(),
        campaign.repetitions(),
        campaign.ratePerSecond(),
        campaign.invalidCells());
  }

  /**
   * The plan of what is asked for.
   *
   * @throws InvalidCampaign naming the field, if it can't be
   */
  public Plan plan(CampaignOrder order) {
    return plan(
        order.label(),
        order.base(),
        order.axes(),
        order.repetitions(),
        order.ratePerSecond(),
        order.invalidCells());
  }

  private Plan plan(
      @Nullable String label,
      SpecDraft base,
      Map<String, List<@Nullable Object>> axes,
      int repetitions,
      @Nullable Double ratePerSecond,
      InvalidCells invalidCells) {
    check(label, base, axes, repetitions, ratePerSecond);
    List<Cell> cells = cells(base, axes);
    List<Cell> refused = cells.stream().filter(cell -> cell.spec() == null).toList();
    if (!refused.isEmpty()
        && (invalidCells == InvalidCells.REFUSE || refused.size() == cells.size())) {
      throw refused(refused, cells.size());
    }
    long total = (long) (cells.size() - refused.size()) * repetitions;
    if (total > MOST_RUNS) {
      throw new InvalidCampaign(
          "repetitions",
          "must be at most %d with %d cells: a campaign has at most %d runs, and this would have %d"
              .formatted(
                  Math.max(1, MOST_RUNS / (cells.size() - refused.size())),
                  cells.size() - refused.size(),
                  MOST_RUNS,
                  total));
    }
    return new Plan(cells, repetitions, ratePerSecond, PortBudget.of(cells));
  }

  private void check(
      @Nullable String label,
      SpecDraft base,
      Map<String, List<@Nullable Object>> axes,
      int repetitions,
      @Nullable Double ratePerSecond) {
    List<InvalidSpec.Violation> violations = new ArrayList<>();
    if (base.label() != null) {
      refuse(violations, "base/label", "must be left out: the campaign has a label of its own");
    }
    if (base.compare() != null) {
      refuse(violations, "base/compare", "must be left out: each run of a campaign is one way");
    }
    if (label != null) {
      checkLabel(label, violations);
    }
    long product = 1;
    for (Map.Entry<String, List<@Nullable Object>> axis : axes.entrySet()) {
      String field = "axes/" + axis.getKey();
      List<@Nullable Object> values = axis.getValue();
      if (!FIELDS.contains(axis.getKey())) {
        refuse(
            violations,
            field,
            "is no field of a spec; these are: "
                + FIELDS.stream()
                    .filter(name -> !NO_AXES.contains(name))
                    .collect(Collectors.joining(", ")));
      } else if (NO_AXES.contains(axis.getKey())) {
        refuse(violations, field, "can't be an axis: it has no influence on how a run goes");
      } else if (values.isEmpty()) {
        refuse(violations, field, "must have a value or more");
      } else if (new HashSet<>(values).size() < values.size()) {
        refuse(violations, field, "must not have the same value twice");
      } else if (new HashSet<>(shown(axis.getKey(), values)).size() < values.size()) {
        refuse(
            violations,
            field,
            "must have values that differ in more than %s, which are never shown"
                .formatted(Masked.FIELDS));
      }
      product = Math.min(product * Math.max(1, values.size()), Integer.MAX_VALUE);
    }
    if (product > MOST_CELLS) {
      refuse(
          violations,
          "axes",
          "must make at most %d cells: %s are too many"
              .formatted(
                  MOST_CELLS,
                  axes.entrySet().stream()
                      .map(axis -> "%s (%d)".formatted(axis.getKey(), axis.getValue().size()))
                      .collect(Collectors.joining(" x "))));
    }
    if (repetitions < 1 || repetitions > MOST_RUNS) {
      refuse(
          violations, "repetitions", "must be 1 to %d, not %d".formatted(MOST_RUNS, repetitions));
    }
    if (ratePerSecond != null && !(ratePerSecond >= 0.001 && ratePerSecond <= 1_000_000)) {
      refuse(
          violations, "ratePerSecond", "must be 0.001 to 1000000, not %s".formatted(ratePerSecond));
    }
    if (!violations.isEmpty()) {
      throw new InvalidCampaign(violations);
    }
  }

  /** The values of an axis as a point may show them. */
  private static List<@Nullable Object> shown(String field, List<@Nullable Object> values) {
    return values.stream().<@Nullable Object>map(value -> shown(field, value)).toList();
  }

  private static @Nullable Object shown(String field, @Nullable Object value) {
    return field.equals(Campaign.REQUEST) ? Masked.request(value) : value;
  }

  /** The rule of a spec's label. */
  private void checkLabel(String label, List<InvalidSpec.Violation> violations) {
    ObjectNode labelled = mapper.createObjectNode().put("bytesSent", 0).put("label", label);
    try {
      mapper.treeToValue(labelled, SpecDraft.class).toSpec();
    } catch (InvalidSpec e) {
      violations.addAll(e.violations());
    }
  }

  private List<Cell> cells(SpecDraft base, Map<String, List<@Nullable Object>> axes) {
    ObjectNode common = mapper.valueToTree(base);
    Map<String, List<JsonNode>> values = new LinkedHashMap<>();
    for (Map.Entry<String, List<@Nullable Object>> axis : axes.entrySet()) {
      values.put(axis.getKey(), read(axis.getKey(), axis.getValue()));
    }
    List<String> fields = List.copyOf(axes.keySet());
    int size = axes.values().stream().mapToInt(List::size).reduce(1, (a, b) -> a * b);
    List<Cell> cells = new ArrayList<>(size);
    for (int index = 0; index < size; index++) {
      ObjectNode draft = common.deepCopy();
      Map<String, @Nullable Object> here = new HashMap<>();
      int rest = index;
      for (int i = fields.size() - 1; i >= 0; i--) {
        String field = fields.get(i);
        List<@Nullable Object> axis = axes.getOrDefault(field, List.of());
        int at = rest % axis.size();
        rest /= axis.size();
        here.put(field, shown(field, axis.get(at)));
        draft.set(field, Objects.requireNonNull(values.get(field)).get(at));
      }
      Map<String, @Nullable Object> point = new LinkedHashMap<>();
      fields.forEach(field -> point.put(field, here.get(field)));
      cells.add(cell(index, Collections.unmodifiableMap(point), draft));
    }
    return List.copyOf(cells);
  }

  private Cell cell(int index, Map<String, @Nullable Object> point, ObjectNode draft) {
    try {
      Spec spec = mapper.treeToValue(draft, SpecDraft.class).toSpec();
      return new Cell(index, point, spec, null);
    } catch (InvalidSpec e) {
      return new Cell(index, point, null, e.getMessage());
    }
  }

  /** Each value on its own first, so that one of the wrong type is named where it stands. */
  private List<JsonNode> read(String field, List<@Nullable Object> axis) {
    List<JsonNode> nodes = new ArrayList<>();
    for (int i = 0; i < axis.size(); i++) {
      JsonNode node = mapper.valueToTree(axis.get(i));
      ObjectNode alone = mapper.createObjectNode();
      alone.set(field, node);
      try {
        mapper.treeToValue(alone, SpecDraft.class);
      } catch (JacksonException e) {
        throw new InvalidValue("axes/%s/%d".formatted(field, i), e);
      }
      nodes.add(node);
    }
    return nodes;
  }

  private InvalidCampaign refused(List<Cell> refused, int of) {
    Cell first = refused.getFirst();
    return new InvalidCampaign(
        "axes",
        "make %d of %d cells that the rules refuse, first %s: %s%s"
            .formatted(
                refused.size(),
                of,
                mapper.writeValueAsString(first.point()),
                first.refusal(),
                refused.size() == of ? "" : "; \"invalidCells\": \"SKIP\" leaves such cells out"));
  }

  private static void refuse(List<InvalidSpec.Violation> violations, String field, String message) {
    violations.add(new InvalidSpec.Violation(field, message));
  }

  /** A value of an axis that is none of its field's: its path, and what Jackson says of it. */
  public static class InvalidValue extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final transient JacksonException flaw;

    InvalidValue(String field, JacksonException flaw) {
      super(flaw);
      this.field = field;
      this.flaw = flaw;
    }

    /** Where it stands: {@code axes/bytesSent/2}. */
    public String field() {
      return field;
    }

    /** What is wrong with it. */
    public JacksonException flaw() {
      return flaw;
    }
  }
}
