package net.teardown.picture;

import java.util.List;
import java.util.Locale;
import net.teardown.campaign.Cell;
import net.teardown.campaign.CellStatistics;
import net.teardown.campaign.Rate;
import net.teardown.campaign.RateKind;
import net.teardown.experiment.terms.Quantity;
import net.teardown.picture.Heat.Panel;
import org.jspecify.annotations.Nullable;

/**
 * Renders the heat maps of a campaign as an SVG document. Each cell shows the rate and the number
 * of judged runs where there is room, and always in its tooltip.
 */
final class SvgHeat {

  static final String CSS =
      """

      .td { color-scheme: light dark; --ink: #1f2328; --faint: #59636e; --life: #b6bec8; --reset: #8250df; --whole: #1a7f37; --bad: #cf222e; --on: #ffffff;
        font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; }
      @media (prefers-color-scheme: dark) {
        .td { --ink: #e6edf3; --faint: #9198a1; --life: #4b535d; --reset: #d2a8ff; --whole: #56d364; --bad: #ff7b72; --on: #0d1117; }
      }
      .td text { fill: var(--ink); white-space: pre; }
      .td .td-verdict { font-weight: 700; font-size: 16px; }
      .td .td-name { font-weight: 700; }
      .td .td-faint { fill: var(--faint); }
      .td rect { stroke: var(--life); stroke-width: 1; }
      .td .td-reset { fill: var(--reset); }
      .td .td-whole { fill: var(--whole); }
      .td .td-none { fill: none; stroke-dasharray: 3 3; }
      .td .td-unexpected { fill: none; stroke: var(--bad); stroke-width: 3; }
      .td .td-rate { font-size: 12px; }
      .td .td-n { font-size: 9px; fill: var(--faint); }
      .td .td-on { fill: var(--on); }
      .td .td-bad { fill: var(--bad); font-weight: 700; }
      .td :is(.td-rate, .td-n) { paint-order: stroke; stroke: Canvas; stroke-width: 3px; stroke-linejoin: round; }
      .td .td-on { stroke: none; }
      """;

  private static final int EDGE = 20;
  private static final int LINE = 18;
  private static final int COLUMN = 8;
  private static final int LEAST_WIDTH = 720;
  private static final int LARGE_CELL = 52;
  private static final int LARGE_CELL_HEIGHT = 34;
  private static final int MOST_LARGE = 24;
  private static final int WIDEST_MAP = 1200;
  private static final int LEAST_CELL = 4;
  private static final int MOST_THRESHOLDS = 12;

  private final Heat heat;
  private final int cellWidth;
  private final int cellHeight;
  private final boolean large;
  private final int left;
  private final int width;
  private final StringBuilder body = new StringBuilder();
  private int y = EDGE;

  private SvgHeat(Heat heat) {
    this.heat = heat;
    int columns = heat.columnLabels().size();
    int rows = heat.rowLabels().size();
    large = columns <= MOST_LARGE && rows <= 4 * MOST_LARGE;
    int label = heat.columnLabels().stream().mapToInt(Wrap::columns).max().orElse(0);
    cellWidth =
        large
            ? Math.max(LARGE_CELL, label * COLUMN + 8)
            : Math.max(LEAST_CELL, Math.min(LARGE_CELL, WIDEST_MAP / columns));
    cellHeight = large ? LARGE_CELL_HEIGHT : Math.max(LEAST_CELL, Math.min(cellWidth, 16));
    int stub = heat.rowLabels().stream().mapToInt(Wrap::columns).max().orElse(0);
    if (heat.rows() != null) {
      stub = Math.max(stub, Wrap.columns(heat.rows()));
    }
    left = EDGE + (stub + 1) * COLUMN;
    width = Math.max(LEAST_WIDTH, left + columns * cellWidth + EDGE);
  }

  static String draw(Heat heat) {
    return new SvgHeat(heat).draw();
  }

  private String draw() {
    y += 4;
    paragraph("td-verdict", heat.headline());
    heat.facts().forEach(fact -> paragraph("td-faint", fact));
    for (RateKind kind : heat.kinds()) {
      for (Panel panel : heat.panels()) {
        panel(panel, kind);
      }
    }
    y += LINE;
    paragraph(
        "td-faint",
        "In each cell: the rate, and below it the number of judged runs (of all runs where none"
            + " could be judged); the stronger the colour, the higher the rate. Red border and ✗:"
            + " so many runs that theory or 'expect' doesn't allow. Dashed: no rate, and why."
            + " Blank: refused by the rules and skipped.");
    List<String> thresholds = heat.thresholds(MOST_THRESHOLDS);
    if (!thresholds.isEmpty()) {
      y += 6;
      paragraph("td-name", "Changes beyond doubt (95 % intervals have nothing in common)");
      thresholds.forEach(threshold -> paragraph("td-call", threshold));
    }
    String pattern =
        """
        <svg xmlns="http://www.w3.org/2000/svg" class="td" role="img" viewBox="0 0 %d %d" width="%d" height="%d">
        <title>%s</title>
        <desc>%s</desc>
        <style>%s</style>
        %s</svg>
        """;
    return Xml.format(
        pattern,
        width,
        y,
        width,
        y,
        Xml.text(heat.headline()),
        Xml.text(String.join(" ", heat.facts())),
        CSS,
        body);
  }

  private void panel(Panel panel, RateKind kind) {
    y += LINE;
    String title = Heat.title(kind);
    paragraph(
        "td-name",
        title.substring(0, 1).toUpperCase(Locale.ROOT)
            + title.substring(1)
            + (panel.title().isEmpty() ? "" : ", " + panel.title()));
    if (heat.columns() != null) {
      text("td-faint", left, y, "start", Xml.text(heat.columns()));
      y += LINE;
    }
    columnLabels();
    y += 6;
    int every = Math.max(1, (LINE - 4 + cellHeight - 1) / cellHeight);
    for (int row = 0; row < panel.cells().size(); row++) {
      if (row % every == 0) {
        text(
            "td-faint",
            left - COLUMN,
            y + Math.max(cellHeight / 2 + 4, 9),
            "end",
            Xml.text(heat.rowLabels().get(row)));
      }
      int x = left;
      for (Cell cell : panel.cells().get(row)) {
        cell(cell, kind, x);
        x += cellWidth;
      }
      y += cellHeight;
    }
    y += LINE;
  }

  private void columnLabels() {
    int label = heat.columnLabels().stream().mapToInt(Wrap::columns).max().orElse(1);
    int every = Math.max(1, (label * COLUMN + 8 + cellWidth - 1) / cellWidth);
    if (heat.rows() != null) {
      text("td-faint", left - COLUMN, y, "end", Xml.text(heat.rows()));
    }
    for (int column = 0; column < heat.columnLabels().size(); column += every) {
      text(
          "td-faint",
          left + column * cellWidth + cellWidth / 2,
          y,
          "middle",
          Xml.text(heat.columnLabels().get(column)));
    }
  }

  private void cell(Cell cell, RateKind kind, int x) {
    if (cell.spec() == null) {
      return;
    }
    CellStatistics statistics = heat.of(cell);
    Rate rate = kind.of(statistics);
    body.append("<g><title>").append(Xml.text(tooltip(cell, statistics, rate))).append("</title>");
    String look = rate == null ? "td-none" : kind == RateKind.WHOLE_RATE ? "td-whole" : "td-reset";
    body.append(
        Xml.format(
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\""
                + " fill-opacity=\"%.3f\"/>",
            look, x, y, cellWidth, cellHeight, rate == null ? 0 : opacity(rate.rate())));
    long unexpected = Heat.unexpected(statistics);
    if (unexpected > 0) {
      body.append(
          Xml.format(
              "<rect class=\"td-unexpected\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
              x + 2, y + 2, cellWidth - 4, cellHeight - 4));
    }
    if (large) {
      String on = rate != null && rate.rate() > 0.6 ? " td-on" : "";
      text(
          rate == null ? "td-n" : "td-rate" + on,
          x + cellWidth / 2,
          y + 15,
          "middle",
          rate == null ? Heat.noRate(statistics) : Heat.percent(rate.rate()));
      text(
          unexpected > 0 && on.isEmpty() ? "td-n td-bad" : "td-n" + on,
          x + cellWidth / 2,
          y + 28,
          "middle",
          unexpected > 0
              ? "✗ " + Quantity.number(unexpected)
              : "n " + Quantity.number(rate == null ? statistics.runs() : statistics.judged()));
    }
    body.append("</g>\n");
  }

  /** The opacity of a cell; a rate above 0 is always visibly different from 0. */
  private static double opacity(double rate) {
    return rate == 0 ? 0 : 0.12 + 0.88 * rate;
  }

  private static String tooltip(Cell cell, CellStatistics statistics, @Nullable Rate rate) {
    String where = cell.point().isEmpty() ? "" : Heat.point(cell.point()) + ": ";
    return rate == null
        ? "%s%s, %d runs; %s"
            .formatted(where, Heat.noRate(statistics), statistics.runs(), statistics.verdicts())
        : String.format(
            Locale.ROOT,
            "%s%s (95 %%: %.1f to %.1f %%) of %d judged runs, %d unexpected; %s",
            where,
            Heat.percent(rate.rate()),
            rate.low() * 100,
            rate.high() * 100,
            statistics.judged(),
            Heat.unexpected(statistics),
            statistics.verdicts());
  }

  private void paragraph(String look, String text) {
    int columns = (width - 2 * EDGE) / ("td-verdict".equals(look) ? COLUMN + 2 : COLUMN);
    for (String line : Wrap.lines(text, columns)) {
      text(look, EDGE, y, "start", Xml.text(line));
      y += LINE;
    }
  }

  private void text(String look, int x, int base, String anchor, String text) {
    body.append(
        Xml.format(
            "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n",
            look, x, base, anchor, text));
  }
}
