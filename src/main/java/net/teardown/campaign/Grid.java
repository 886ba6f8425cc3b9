package net.teardown.campaign;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import org.jspecify.annotations.Nullable;

/**
 * The product of a campaign's axes over its base. The spec at a point follows from the point's
 * index and is made when it is asked for, so a grid is as small as the order.
 */
public final class Grid {

  private final SpecDraft base;
  private final List<Axis> axes;
  private final int size;

  /**
   * @param axes the last one varies fastest; their product must fit into an int
   */
  Grid(SpecDraft base, List<Axis> axes) {
    this.base = base;
    this.axes = List.copyOf(axes);
    this.size = axes.stream().mapToInt(axis -> axis.shown().size()).reduce(1, Math::multiplyExact);
  }

  /** The points of a campaign that was planned before. */
  public static Grid of(Campaign campaign) {
    return new Grid(campaign.base(), Axis.read(campaign.axes()));
  }

  /** The name of each axis, in their order. */
  public List<String> axes() {
    return axes.stream().map(Axis::name).toList();
  }

  /** How many points there are. */
  public int size() {
    return size;
  }

  /** The value of each axis at this point, in the order of the axes. */
  public Map<String, @Nullable Object> point(int index) {
    Map<String, @Nullable Object> point = new LinkedHashMap<>();
    int stride = size;
    for (Axis axis : axes) {
      stride /= axis.shown().size();
      point.put(axis.name(), axis.shown().get(index / stride % axis.shown().size()));
    }
    return Collections.unmodifiableMap(point);
  }

  /**
   * The spec at this point.
   *
   * @throws InvalidSpec if the rules refuse it
   */
  Spec spec(int index) {
    SpecDraft draft = base;
    int stride = size;
    for (Axis axis : axes) {
      stride /= axis.drafts().size();
      draft = axis.over(draft, index / stride % axis.drafts().size());
    }
    return draft.toSpec();
  }
}
