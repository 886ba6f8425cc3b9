package net.teardown.campaign;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Two neighbouring points of a numeric axis between which a rate changes beyond doubt: their
 * intervals have nothing in common.
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

  /** Every one there is, axis by axis. */
  static List<Threshold> among(
      List<Cell> cells, Map<String, List<@Nullable Object>> axes, List<CellStatistics> statistics) {
    List<Threshold> found = new ArrayList<>();
    axes.forEach((axis, values) -> {
      Set<@Nullable Object> distinct = new HashSet<>(values);
      if (distinct.size() < 2 || !distinct.stream().allMatch(Number.class::isInstance)) {
        return;
      }
      Map<Map<String, @Nullable Object>, List<At>> lines = new LinkedHashMap<>();
      for (Cell cell : cells) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.putAll(cell.point());
        Number value = (Number) Objects.requireNonNull(line.remove(axis));
        lines
            .computeIfAbsent(line, _ -> new ArrayList<>())
            .add(new At(value, statistics.get(cell.index())));
      }
      for (RateKind kind : RateKind.values()) {
        for (Map.Entry<Map<String, @Nullable Object>, List<At>> line : lines.entrySet()) {
          along(kind, axis, line.getKey(), line.getValue(), found);
        }
      }
    });
    return List.copyOf(found);
  }

  private static void along(
      RateKind kind,
      String axis,
      Map<String, @Nullable Object> line,
      List<At> points,
      List<Threshold> found) {
    List<At> ascending =
        points.stream().sorted(Comparator.comparingDouble(at -> at.value().doubleValue())).toList();
    for (int i = 1; i < ascending.size(); i++) {
      At one = ascending.get(i - 1);
      At next = ascending.get(i);
      Rate before = kind.of(one.statistics());
      Rate after = kind.of(next.statistics());
      if (before != null && after != null && before.disjointFrom(after)) {
        found.add(new Threshold(kind, axis, line, one.value(), next.value(), before, after));
      }
    }
  }
}
