package net.teardown.campaign;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two neighbouring points of a numeric axis between which a rate changes significantly: their
 * intervals don't overlap.
 *
 * @param kind which rate
 * @param axis the field along which it changes
 * @param line the values of the other axes
 * @param from the lesser value
 * @param to the greater value, the axis's next
 * @param before the rate at {@code from}
 * @param after the rate at {@code to}
 */
public record Threshold(
    RateKind kind,
    String axis,
    Map<String, @Nullable Object> line,
    Number from,
    Number to,
    Rate before,
    Rate after) {

  /** One point of a line. */
  private record At(Number value, CellStatistics statistics) {}

  /** All thresholds, axis by axis. */
  static List<Threshold> among(
      Plan plan, Map<String, List<@Nullable Object>> axes, List<CellStatistics> statistics) {
    List<Threshold> found = new ArrayList<>();
    int stride = statistics.size();
    for (Map.Entry<String, List<@Nullable Object>> axis : axes.entrySet()) {
      List<@Nullable Object> values = axis.getValue();
      int period = stride;
      stride /= values.size();
      if (values.size() < 2 || !values.stream().allMatch(Number.class::isInstance)) {
        continue;
      }
      for (RateKind kind : RateKind.values()) {
        for (int cell = 0; cell < statistics.size(); cell++) {
          if (cell % period < stride) {
            List<At> points = new ArrayList<>(values.size());
            for (int i = 0; i < values.size(); i++) {
              Number value = (Number) Objects.requireNonNull(values.get(i));
              points.add(new At(value, statistics.get(cell + i * stride)));
            }
            along(kind, axis.getKey(), plan, cell, points, found);
          }
        }
      }
    }
    return List.copyOf(found);
  }

  /**
   * @param cell the index of any cell of the line
   */
  private static void along(
      RateKind kind, String axis, Plan plan, int cell, List<At> points, List<Threshold> found) {
    points.sort(Comparator.comparingDouble(at -> at.value().doubleValue()));
    for (int i = 1; i < points.size(); i++) {
      At one = points.get(i - 1);
      At next = points.get(i);
      Rate before = kind.of(one.statistics());
      Rate after = kind.of(next.statistics());
      if (before != null && after != null && before.disjointFrom(after)) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>(plan.point(cell));
        line.remove(axis);
        found.add(new Threshold(kind, axis, line, one.value(), next.value(), before, after));
      }
    }
  }
}
