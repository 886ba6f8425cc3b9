package net.teardown.campaign;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.Target;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plans a campaign: the product of its axes over its base. An axis may be any field of a spec, or a
 * single HTTP header; a value is read as that field would be in a request.
 */
@Component
public class Planner {

  /** The most points that the axes may make, skipped ones included. */
  public static final int MOST_CELLS = 10_000;

  /** The most runs of a campaign. */
  public static final int MOST_RUNS = 10_000_000;

  private static final int MOST_TARGETS = 100;

  /** The first cell that the rules refuse, and why. */
  private record Refused(int cell, InvalidSpec why) {}

  private final JsonMapper mapper;

  Planner(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** The plan of a campaign that was planned before. */
  public Plan plan(Campaign campaign) {
    return plan(
        campaign.base(),
        Axis.read(campaign.axes()),
        campaign.repetitions(),
        campaign.ratePerSecond(),
        campaign.bisect() == null ? campaign.invalidCells() : null);
  }

  /**
   * The plan of an order.
   *
   * @throws InvalidCampaign naming the field, if the order is invalid
   */
  public Plan plan(CampaignOrder order) {
    return plan(
        order.base(),
        OrderRules.checked(order),
        order.repetitions(),
        order.ratePerSecond(),
        order.bisect() == null ? order.invalidCells() : null);
  }

  /**
   * @param invalidCells null where no cell can be left out: a search needs each of its values
   */
  private Plan plan(
      SpecDraft base,
      List<Axis> axes,
      int repetitions,
      @Nullable Double ratePerSecond,
      @Nullable InvalidCells invalidCells) {
    Grid grid = new Grid(base, axes);
    int[] valid = new int[grid.size()];
    int cells = 0;
    Refused refused = null;
    Map<Optional<Target>, Spec> targets = new LinkedHashMap<>();
    PortBudget ports = new PortBudget(PortBudget.Kernel.here());
    for (int index = 0; index < grid.size(); index++) {
      try {
        Spec spec = grid.spec(index);
        valid[cells++] = index;
        ports.add(spec);
        targets.merge(spec.target(), spec, Planner::sayingMore);
        if (targets.size() > MOST_TARGETS) {
          throw new InvalidCampaign(
              "/axes/targetHost", "must make at most %d targets".formatted(MOST_TARGETS));
        }
      } catch (InvalidSpec e) {
        refused = refused == null ? new Refused(index, e) : refused;
      }
    }
    if (refused != null && (invalidCells != InvalidCells.SKIP || cells == 0)) {
      throw refused(refused, grid, cells, invalidCells != null && cells > 0);
    }
    long total = (long) cells * repetitions;
    if (total > MOST_RUNS) {
      throw new InvalidCampaign(
          "/repetitions",
          "must be at most %d with %d cells: a campaign has at most %d runs, and this would have %d"
              .formatted(Math.max(1, MOST_RUNS / cells), cells, MOST_RUNS, total));
    }
    return new Plan(grid, Arrays.copyOf(valid, cells), targets, repetitions, ratePerSecond, ports);
  }

  /** Of two specs for one target, the one that needs the wider permission for what it sends. */
  private static Spec sayingMore(Spec known, Spec next) {
    return known.ownWords() == null && (next.ownWords() != null || !known.saysSomething())
        ? next
        : known;
  }

  private InvalidCampaign refused(Refused first, Grid grid, int valid, boolean canBeLeftOut) {
    if (grid.size() == 1 && grid.point(0).isEmpty()) {
      return new InvalidCampaign(
          first.why().violations().stream().map(broken -> broken.under("/base")).toList());
    }
    return new InvalidCampaign(
        "/axes",
        "make %d of %d cells that the rules refuse, first %s: %s%s"
            .formatted(
                grid.size() - valid,
                grid.size(),
                mapper.writeValueAsString(grid.point(first.cell())),
                first.why().getMessage(),
                canBeLeftOut ? "; \"invalidCells\": \"SKIP\" leaves such cells out" : ""));
  }
}
