package net.teardown.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.teardown.campaign.Cell;
import net.teardown.campaign.CellStatistics;
import net.teardown.campaign.Percentiles;
import net.teardown.campaign.Rate;
import net.teardown.campaign.RateKind;
import net.teardown.experiment.terms.Quantity;
import net.teardown.picture.Heat.Panel;
import org.jspecify.annotations.Nullable;

/**
 * Renders a campaign for a terminal: heat maps with one character per cell, then a table with a bar
 * per cell.
 */
final class TextHeat {

  private static final int COLUMNS = 80;
  private static final int STRIP = 10;
  private static final int MOST_THRESHOLDS = 12;

  /** Shades for a rate of 0, up to 25 %, up to 50 %, below 100 %, 100 %. */
  private static final String[] SHADES = {"·", "░", "▒", "▓", "█"};

  private static final String[] ASCII_SHADES = {".", "-", "+", "%", "#"};
  private static final String NOT_YET = "?";
  private static final String NOT_JUDGED = "x";

  private final Heat heat;
  private final Glyphs glyphs;
  private final String[] shades;
  private final StringBuilder out = new StringBuilder();

  private TextHeat(Heat heat, Glyphs glyphs) {
    this.heat = heat;
    this.glyphs = glyphs;
    this.shades = glyphs == Glyphs.ASCII ? ASCII_SHADES : SHADES;
  }

  static String draw(Heat heat, Glyphs glyphs) {
    return new TextHeat(heat, glyphs).draw();
  }

  private String draw() {
    line(heat.headline());
    heat.facts().forEach(fact -> Wrap.lines(fact, COLUMNS - 2).forEach(part -> line("  " + part)));
    if (heat.report().plan().cells().size() > 1) {
      for (RateKind kind : heat.kinds()) {
        maps(kind);
      }
      line("");
      line(
          "%s none   %s to 25%%   %s to 50%%   %s below all   %s all   %s no run yet   %s no rate"
              .formatted(
                  shades[0], shades[1], shades[2], shades[3], shades[4], NOT_YET, NOT_JUDGED));
    }
    table();
    List<String> thresholds = heat.thresholds(MOST_THRESHOLDS);
    if (!thresholds.isEmpty()) {
      line("");
      line("changes beyond doubt (95 % intervals have nothing in common):");
      for (String threshold : thresholds) {
        Wrap.lines(threshold, COLUMNS - 2).forEach(part -> line("  " + part));
      }
    }
    return out.toString();
  }

  private void maps(RateKind kind) {
    for (Panel panel : heat.panels()) {
      line("");
      line(Heat.title(kind) + (panel.title().isEmpty() ? "" : ", " + panel.title()));
      int stub = heat.rowLabels().stream().mapToInt(Wrap::columns).max().orElse(0);
      if (heat.rows() != null) {
        stub = Math.max(stub, Wrap.columns(heat.rows()));
      }
      int width = heat.columnLabels().stream().mapToInt(Wrap::columns).max().orElse(1);
      boolean labelled = stub + 2 + heat.columnLabels().size() * (width + 1) <= COLUMNS;
      if (heat.columns() != null) {
        line(
            left("", stub + 2)
                + heat.columns()
                + (labelled
                    ? ""
                    : " %s to %s"
                        .formatted(heat.columnLabels().getFirst(), heat.columnLabels().getLast())));
      }
      StringBuilder head = new StringBuilder(left(heat.rows() == null ? "" : heat.rows(), stub));
      head.append("  ");
      if (labelled) {
        heat.columnLabels().forEach(label -> head.append(right(label, width)).append(' '));
      }
      line(head.toString());
      for (int row = 0; row < panel.cells().size(); row++) {
        StringBuilder line = new StringBuilder(right(heat.rowLabels().get(row), stub)).append("  ");
        for (Cell cell : panel.cells().get(row)) {
          line.append(labelled ? shade(cell, kind).repeat(width) + " " : shade(cell, kind));
        }
        line(line.toString());
      }
    }
  }

  private String shade(Cell cell, RateKind kind) {
    if (cell.spec() == null) {
      return " ";
    }
    Rate rate = kind.of(heat.of(cell));
    return rate == null ? heat.of(cell).runs() == 0 ? NOT_YET : NOT_JUDGED : shade(rate.rate());
  }

  private String shade(double rate) {
    if (rate == 0) {
      return shades[0];
    }
    return rate <= 0.25 ? shades[1] : rate <= 0.5 ? shades[2] : rate < 1 ? shades[3] : shades[4];
  }

  private void table() {
    boolean visible = heat.kinds().contains(RateKind.VISIBLE_RESET_RATE);
    boolean whole = heat.kinds().contains(RateKind.WHOLE_RATE);
    List<String> axes = List.copyOf(heat.report().campaign().axes().keySet());
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(axes);
    head.addAll(List.of("runs", "reset", "95 %", ""));
    if (visible) {
      head.add("visible");
    }
    if (whole) {
      head.addAll(List.of("whole", "95 %"));
    }
    boolean expects = heat.report().campaign().base().expect() != null;
    if (expects) {
      head.addAll(List.of("met", "95 %"));
    }
    head.addAll(List.of("as predicted", "p50", "p99"));
    rows.add(head);
    for (Cell cell : heat.report().plan().cells()) {
      if (cell.spec() == null) {
        continue;
      }
      CellStatistics statistics = heat.of(cell);
      List<String> row = new ArrayList<>();
      axes.forEach(axis -> row.add(Heat.value(cell.point().get(axis))));
      row.add(Quantity.number(statistics.runs()));
      Rate reset = statistics.resetRate();
      row.add(percent(reset));
      row.add(interval(reset));
      row.add(reset == null ? "" : strip(reset.rate()));
      if (visible) {
        row.add(percent(statistics.visibleResetRate()));
      }
      if (whole) {
        row.add(percent(statistics.wholeRate()));
        row.add(interval(statistics.wholeRate()));
      }
      if (expects) {
        row.add(percent(statistics.met()));
        row.add(interval(statistics.met()));
      }
      row.add(percent(statistics.asPredicted()));
      Percentiles duration = statistics.duration();
      row.add(duration == null ? "-" : Amounts.time(duration.p50()));
      row.add(duration == null ? "-" : Amounts.time(duration.p99()));
      rows.add(row);
    }
    int[] widths = new int[head.size()];
    rows.forEach(row -> {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Wrap.columns(row.get(i)));
      }
    });
    line("");
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(i == 0 ? "" : "  ").append(right(row.get(i), widths[i]));
      }
      line(line.toString());
    }
  }

  /** A bar of ten characters, dark for the rate's tenths and light for the rest. */
  private String strip(double rate) {
    int dark = rate > 0 && rate < 0.1 ? 1 : rate < 1 && rate > 0.9 ? 9 : (int) (rate * STRIP);
    return shades[4].repeat(dark) + shades[0].repeat(STRIP - dark);
  }

  private static String percent(@Nullable Rate rate) {
    return rate == null ? "-" : Heat.percent(rate.rate());
  }

  private static String interval(@Nullable Rate rate) {
    return rate == null
        ? "-"
        : String.format(Locale.ROOT, "%.1f-%.1f", rate.low() * 100, rate.high() * 100);
  }

  private static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - Wrap.columns(text)));
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - Wrap.columns(text))) + text;
  }

  private void line(String text) {
    out.append(shown(text).stripTrailing()).append('\n');
  }

  /** Cleans a line; the shades are plain ASCII already where they must be. */
  private String shown(String text) {
    return glyphs.clean(text);
  }
}
