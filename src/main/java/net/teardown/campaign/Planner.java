package net.teardown.campaign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.teardown.experiment.InvalidSpec;
import net.teardown.experiment.Masked;
import net.teardown.experiment.Spec;
import net.teardown.experiment.SpecDraft;
import net.teardown.experiment.Target;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
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

  private static final int MOST_TARGETS = 100;

  /** The first cell that can't be, and why. */
  private record Refused(int cell, InvalidSpec why) {}

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
    Grid grid = new Grid(base, read(axes));
    int[] valid = new int[grid.size()];
    int cells = 0;
    Refused refused = null;
    Map<@Nullable Target, Spec> targets = new LinkedHashMap<>();
    PortBudget ports = new PortBudget(PortBudget.Kernel.here());
    for (int index = 0; index < grid.size(); index++) {
      try {
        Spec spec = grid.spec(index);
        valid[cells++] = index;
        ports.add(spec);
        targets.merge(spec.target(), spec, Planner::sayingMore);
        if (targets.size() > MOST_TARGETS) {
          throw new InvalidCampaign(
              "axes/targetHost", "must make at most %d targets".formatted(MOST_TARGETS));
        }
      } catch (InvalidSpec e) {
        refused = refused == null ? new Refused(index, e) : refused;
      }
    }
    if (refused != null && (invalidCells == InvalidCells.REFUSE || cells == 0)) {
      throw refused(refused, grid, grid.size() - cells);
    }
    long total = (long) cells * repetitions;
    if (total > MOST_RUNS) {
      throw new InvalidCampaign(
          "repetitions",
          "must be at most %d with %d cells: a campaign has at most %d runs, and this would have %d"
              .formatted(Math.max(1, MOST_RUNS / cells), cells, MOST_RUNS, total));
    }
    return new Plan(grid, Arrays.copyOf(valid, cells), targets, repetitions, ratePerSecond, ports);
  }

  /** Which of two specs of one target asks more of what may be said to it. */
  private static Spec sayingMore(Spec known, Spec next) {
    return known.ownWords() == null && (next.ownWords() != null || !saysSomething(known))
        ? next
        : known;
  }

  private static boolean saysSomething(Spec spec) {
    return spec.approach() != null && spec.approach().request() != null;
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
      if (!Grid.FIELDS.contains(axis.getKey())) {
        refuse(
            violations,
            field,
            "is no field of a spec; these are: "
                + Grid.FIELDS.stream()
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

  private List<Grid.Axis> read(Map<String, List<@Nullable Object>> axes) {
    List<Grid.Axis> read = new ArrayList<>();
    for (Map.Entry<String, List<@Nullable Object>> axis : axes.entrySet()) {
      int field = Grid.FIELDS.indexOf(axis.getKey());
      List<@Nullable Object> said = axis.getValue();
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < said.size(); i++) {
        Object value = said.get(i);
        values.add(Grid.isPlain(field, value) ? value : read(axis.getKey(), field, value, i));
      }
      read.add(new Grid.Axis(field, shown(axis.getKey(), said), values));
    }
    return read;
  }

  /** Each value on its own, so that one of the wrong type is named where it stands. */
  private @Nullable Object read(String name, int field, @Nullable Object value, int place) {
    ObjectNode alone = mapper.createObjectNode();
    alone.set(name, mapper.valueToTree(value));
    try {
      return Grid.value(mapper.treeToValue(alone, SpecDraft.class), field);
    } catch (JacksonException e) {
      throw new InvalidValue("axes/%s/%d".formatted(name, place), e);
    }
  }

  private InvalidCampaign refused(Refused first, Grid grid, int refused) {
    return new InvalidCampaign(
        "axes",
        "make %d of %d cells that the rules refuse, first %s: %s%s"
            .formatted(
                refused,
                grid.size(),
                mapper.writeValueAsString(grid.point(first.cell())),
                first.why().getMessage(),
                refused == grid.size()
                    ? ""
                    : "; \"invalidCells\": \"SKIP\" leaves such cells out"));
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
