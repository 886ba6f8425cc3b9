package net.teardown.picture;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.campaign.Bisection;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.CampaignReport;
import net.teardown.campaign.Cell;
import net.teardown.campaign.CellStatistics;
import net.teardown.campaign.PointValue;
import net.teardown.campaign.RateKind;
import net.teardown.campaign.Status;
import net.teardown.campaign.Threshold;
import net.teardown.experiment.spec.PeerKind;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * A campaign laid out over its two longest axes as rows and columns, with one map for each
 * combination of the other axes' values.
 *
 * @param rows name of the row axis; null if there are fewer than two axes
 * @param columns name of the column axis; null if there is none
 * @param rowLabels values of the row axis; one empty label without such an axis
 * @param columnLabels values of the column axis; one empty label without such an axis
 */
record Heat(
    CampaignReport report,
    @Nullable String rows,
    @Nullable String columns,
    List<String> rowLabels,
    List<String> columnLabels,
    List<Panel> panels) {

  /**
   * One map.
   *
   * @param title the values of the other axes; empty if there are none
   * @param cells row by row; skipped ones have no spec
   */
  record Panel(String title, List<List<Cell>> cells) {}

  static Heat of(CampaignReport report) {
    Map<String, List<@Nullable Object>> axes = report.campaign().axes();
    List<String> longest =
        axes.keySet().stream()
            .sorted(Comparator.comparingInt((String axis) -> -size(axes, axis)))
            .limit(2)
            .toList();
    List<String> inOrder = axes.keySet().stream().filter(longest::contains).toList();
    String columns = inOrder.isEmpty() ? null : inOrder.getLast();
    String rows = inOrder.size() < 2 ? null : inOrder.getFirst();
    List<String> others = axes.keySet().stream().filter(axis -> !inOrder.contains(axis)).toList();
    Map<String, Map<String, Map<String, Cell>>> maps = new LinkedHashMap<>();
    for (Cell cell : report.plan().cells()) {
      maps.computeIfAbsent(point(cell, others), _ -> new LinkedHashMap<>())
          .computeIfAbsent(label(cell, rows), _ -> new LinkedHashMap<>())
          .put(label(cell, columns), cell);
    }
    List<String> rowLabels = labels(axes, rows);
    List<String> columnLabels = labels(inOrderOfValue(report.campaign()), columns);
    List<Panel> drawn = new ArrayList<>();
    maps.forEach((title, byRow) -> {
      List<List<Cell>> lines = new ArrayList<>();
      for (String row : rowLabels) {
        Map<String, Cell> line = Objects.requireNonNull(byRow.get(row));
        lines.add(
            columnLabels.stream().map(column -> Objects.requireNonNull(line.get(column))).toList());
      }
      drawn.add(new Panel(title, lines));
    });
    return new Heat(report, rows, columns, rowLabels, columnLabels, drawn);
  }

  /** The rates for which the campaign has values. */
  List<RateKind> kinds() {
    List<RateKind> kinds = new ArrayList<>(List.of(RateKind.RESET_RATE));
    if (report.statistics().stream()
        .anyMatch(s -> !Objects.equals(s.resetRate(), s.visibleResetRate()))) {
      kinds.add(RateKind.VISIBLE_RESET_RATE);
    }
    if (report.statistics().stream().anyMatch(s -> s.wholeRate() != null)) {
      kinds.add(RateKind.WHOLE_RATE);
    }
    return kinds;
  }

  static String title(RateKind kind) {
    return switch (kind) {
      case RESET_RATE -> "share of runs that end in a reset, hidden or not";
      case VISIBLE_RESET_RATE -> "share of runs whose reset is not hidden behind a clean end";
      case WHOLE_RATE -> "share of runs that deliver all that the closer sent";
    };
  }

  String headline() {
    Campaign campaign = report.campaign();
    List<String> parts = new ArrayList<>();
    parts.add(campaign.status().name());
    if (campaign.label() != null) {
      parts.add(campaign.label());
    }
    parts.add(
        "%s of %s runs"
            .formatted(Quantity.number(campaign.done()), Quantity.number(campaign.total())));
    return String.join(", ", parts);
  }

  /** Further facts about the campaign, one line each. */
  List<String> facts() {
    Campaign campaign = report.campaign();
    List<String> facts = new ArrayList<>();
    String why = campaign.why();
    if (why != null) {
      facts.add(why);
    }
    int skipped = report.plan().skippedCells();
    facts.add(
        "%s, %s%s, %s each, seed %d"
            .formatted(
                campaign.vantage(),
                Quantity.cells(report.plan().validCells()),
                skipped == 0 ? "" : " (" + Quantity.number(skipped) + " more are skipped)",
                Quantity.runs(campaign.repetitions()),
                campaign.seed()));
    facts.add(
        "%s, ordered at %s"
            .formatted(where(), campaign.createdAt().truncatedTo(ChronoUnit.SECONDS)));
    bisection().ifPresent(facts::add);
    long unjudged = report.statistics().stream().mapToLong(s -> (long) s.runs() - s.judged()).sum();
    if (unjudged > 0) {
      facts.add(
          "%s runs say nothing of an end: inconclusive, or never connected"
              .formatted(Quantity.number(unjudged)));
    }
    facts.add(predictions());
    if (report.campaign().base().expect() != null && campaign.done() > 0) {
      long unmet = report.unmet();
      facts.add(
          unmet == 0
              ? "every run as 'expect' wants it"
              : "%s of %s runs NOT as 'expect' wants them"
                  .formatted(Quantity.number(unmet), Quantity.number(campaign.done())));
    }
    return facts;
  }

  /** To whom all of its runs connect. */
  private String where() {
    return report.plan().cells().stream()
        .map(Cell::spec)
        .filter(Objects::nonNull)
        .findFirst()
        .flatMap(Spec::target)
        .map(target -> "to " + target.authority())
        .orElse("on loopback");
  }

  /** What a search along an axis has found so far; empty without one. */
  private Optional<String> bisection() {
    Bisection bisect = report.campaign().bisect();
    if (bisect == null) {
      return Optional.empty();
    }
    Bisection.Limit limit = report.limit();
    String between =
        "%s %s to %s"
            .formatted(
                bisect.axis(), Quantity.number(bisect.low()), Quantity.number(bisect.high()));
    if (limit == null) {
      return Optional.of(
          "%s: %s"
              .formatted(
                  between,
                  report.campaign().status() == Status.COMPLETED
                      ? "no limit, the verdict is the same at both ends"
                      : "no limit known yet"));
    }
    return Optional.of(
        "%s: limit above %s and at most %s, where the most frequent verdict changes"
            .formatted(between, Quantity.number(limit.above()), Quantity.number(limit.atMost())));
  }

  private String predictions() {
    long unexpected = report.unexpected();
    if (unexpected > 0) {
      return "%s runs NOT as predicted, %s of them kept with all steps"
          .formatted(Quantity.number(unexpected), Quantity.number(report.unexpectedKept()));
    }
    boolean ofServers =
        report.plan().cells().stream()
            .map(Cell::spec)
            .filter(Objects::nonNull)
            .allMatch(spec -> spec.peer() == PeerKind.SERVER);
    return ofServers
        ? "nothing is predicted of servers"
        : report.campaign().done() == 0 ? "no run yet" : "every judged run as predicted";
  }

  /** The thresholds at which rates change beyond doubt, one line each. */
  List<String> thresholds(int most) {
    List<Threshold> all = report.thresholds();
    List<String> lines =
        all.stream()
            .limit(most)
            .map(t ->
                "%s %s to %s: %s %s to %s%s"
                    .formatted(
                        t.kind().word(),
                        percent(t.before().rate()),
                        percent(t.after().rate()),
                        t.axis(),
                        value(t.from()),
                        value(t.to()),
                        t.line().isEmpty() ? "" : " (" + point(t.line()) + ")"))
            .collect(Collectors.toCollection(ArrayList::new));
    if (all.size() > most) {
      lines.add("and %d more".formatted(all.size() - most));
    }
    return lines;
  }

  /** How many of a cell's runs theory doesn't allow, or aren't what the campaign expects. */
  static long unexpected(CellStatistics statistics) {
    return Stream.of(statistics.asPredicted(), statistics.met())
        .filter(Objects::nonNull)
        .mapToLong(rate -> (long) rate.of() - rate.hits())
        .max()
        .orElse(0);
  }

  /** Why a cell has no rate, in a word or two. */
  static String noRate(CellStatistics statistics) {
    return statistics.runs() == 0 ? "no run" : statistics.judged() == 0 ? "unjudged" : "none sent";
  }

  CellStatistics of(Cell cell) {
    return report.of(cell);
  }

  static String percent(double rate) {
    // Only a rate of exactly 1 is shown as 100 %, and only one of exactly 0 as 0 %.
    double shown = rate > 0 && rate < 0.01 ? 1 : rate < 1 && rate > 0.99 ? 99 : rate * 100;
    return String.format(Locale.ROOT, "%.0f%%", shown);
  }

  static String point(Map<String, @Nullable Object> point) {
    return point.entrySet().stream()
        .map(axis -> axis.getKey() + " " + value(axis.getValue()))
        .collect(Collectors.joining(", "));
  }

  static String value(@Nullable Object value) {
    return switch (PointValue.plain(value)) {
      case null -> "unset";
      case Number number
          when number.longValue() >= 65_536 && number.longValue() == number.doubleValue() ->
          Amounts.count(number.longValue());
      case Object plain -> plain.toString();
    };
  }

  /** The axes; the values of one that is searched come in the order in which they were tried. */
  private static Map<String, List<@Nullable Object>> inOrderOfValue(Campaign campaign) {
    Bisection bisect = campaign.bisect();
    if (bisect == null) {
      return campaign.axes();
    }
    Map<String, List<@Nullable Object>> sorted = new LinkedHashMap<>(campaign.axes());
    sorted.computeIfPresent(
        bisect.axis(),
        (_, tried) ->
            tried.stream()
                .sorted(
                    Comparator.comparingInt(
                        value -> value instanceof Integer whole ? whole : Integer.MAX_VALUE))
                .toList());
    return sorted;
  }

  private static int size(Map<String, List<@Nullable Object>> axes, String axis) {
    return Objects.requireNonNull(axes.get(axis)).size();
  }

  private static List<String> labels(
      Map<String, List<@Nullable Object>> axes, @Nullable String axis) {
    List<String> labels = new ArrayList<>();
    if (axis == null) {
      labels.add("");
    } else {
      for (Object value : axes.getOrDefault(axis, List.of())) {
        labels.add(value(value));
      }
    }
    return labels;
  }

  private static String label(Cell cell, @Nullable String axis) {
    return axis == null ? "" : value(cell.point().get(axis));
  }

  private static String point(Cell cell, List<String> axes) {
    return axes.stream()
        .map(axis -> axis + " " + value(cell.point().get(axis)))
        .collect(Collectors.joining(", "));
  }
}
