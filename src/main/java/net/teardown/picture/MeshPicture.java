package net.teardown.picture;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import net.teardown.monitor.Mesh;
import org.jspecify.annotations.Nullable;

/** Renders the mesh: for each pair of instances, what one observes of the other. */
public final class MeshPicture {

  private static final String[] HEAD = {
    "from", "to", "monitor", "", "verdict", "as predicted", "for", "why"
  };

  static final String CSS =
      """

      .td { color-scheme: light dark; --ink: #1f2328; --faint: #59636e; --life: #b6bec8; --good: #1a7f37; --bad: #cf222e; --mark: #ffffff;
        font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; }
      @media (prefers-color-scheme: dark) {
        .td { --ink: #e6edf3; --faint: #9198a1; --life: #4b535d; --good: #56d364; --bad: #ff7b72; --mark: #0d1117; }
      }
      .td text { fill: var(--ink); white-space: pre; }
      .td .td-verdict { font-weight: 700; font-size: 16px; }
      .td .td-name { font-weight: 700; }
      .td .td-faint { fill: var(--faint); }
      .td rect { stroke: var(--life); stroke-width: 1; fill-opacity: 0.85; }
      .td .td-good { fill: var(--good); }
      .td .td-bad { fill: var(--bad); }
      .td .td-mark { fill: var(--mark); font-weight: 700; text-anchor: middle; }
      .td .td-not-yet { fill: none; stroke-dasharray: 3 3; }
      """;

  private static final int EDGE = 20;
  private static final int LINE = 18;
  private static final int COLUMN = 8;
  private static final int CELL = 26;
  private static final String LEGEND =
      "✓ as expected, ✗ not: why stands below. Dashed: no run yet. Blank: not watched.";

  private MeshPicture() {}

  /**
   * Renders it for a terminal, with a line for each pair.
   *
   * @param ascii plain ASCII
   */
  public static String text(Mesh mesh, boolean ascii) {
    StringBuilder out = new StringBuilder(headline(mesh)).append("\n\n");
    Table table = new Table(HEAD);
    for (Mesh.Row row : mesh.rows()) {
      for (Mesh.Cell cell : row.cells()) {
        table.row(
            row.vantage(),
            cell.target(),
            cell.monitor(),
            mark(cell, ascii),
            cell.verdict(),
            cell.asPredicted() == null ? null : cell.asPredicted() ? "yes" : "NO",
            cell.since() == null ? null : age(cell.since(), row.at()),
            why(cell));
      }
    }
    out.append(table.text(ascii)).append('\n').append(legend(ascii)).append('\n');
    mesh.unanswered().forEach(other -> out.append('\n').append(unanswered(other)));
    return out.append(mesh.unanswered().isEmpty() ? "" : "\n").toString();
  }

  /** Renders it as an SVG document for light and dark themes, with a matrix for each monitor. */
  public static String svg(Mesh mesh) {
    List<String> monitors =
        mesh.rows().stream()
            .flatMap(row -> row.cells().stream())
            .map(Mesh.Cell::monitor)
            .distinct()
            .toList();
    StringBuilder body = new StringBuilder();
    int y = EDGE + 4;
    text(body, "td-verdict", EDGE, y, headline(mesh));
    y += 2 * LINE;
    int stub =
        mesh.rows().stream().mapToInt(row -> Wrap.columns(row.vantage())).max().orElse(0) * COLUMN;
    int left = EDGE + stub + COLUMN;
    int width = 2 * EDGE + Wrap.columns(LEGEND) * COLUMN;
    for (String monitor : monitors) {
      List<String> targets = targets(mesh, monitor);
      int labels = targets.stream().mapToInt(Wrap::columns).max().orElse(0) * COLUMN;
      width = Math.max(width, left + targets.size() * CELL + labels + EDGE);
      text(body, "td-name", EDGE, y, "monitor " + monitor);
      y += 10 + labels;
      for (int i = 0; i < targets.size(); i++) {
        body.append(
            Xml.format(
                "<text class=\"td-faint\" transform=\"translate(%d %d) rotate(-60)\">%s</text>\n",
                left + i * CELL + CELL / 2 + 4, y - 4, Xml.text(targets.get(i))));
      }
      for (Mesh.Row row : mesh.rows()) {
        text(body, "td-faint", EDGE, y + CELL - 8, row.vantage());
        for (Mesh.Cell cell : row.cells()) {
          if (cell.monitor().equals(monitor)) {
            cell(body, left + targets.indexOf(cell.target()) * CELL, y, row, cell);
          }
        }
        y += CELL;
      }
      y += 2 * LINE;
    }
    text(body, "td-faint", EDGE, y, LEGEND);
    y += LINE;
    for (Mesh.Row row : mesh.rows()) {
      for (Mesh.Cell cell : row.cells()) {
        if (Boolean.FALSE.equals(cell.success())) {
          String line = "✗ " + told(row, cell);
          text(body, "td-name", EDGE, y, line);
          width = Math.max(width, 2 * EDGE + Wrap.columns(line) * COLUMN);
          y += LINE;
        }
      }
    }
    for (Mesh.Unanswered other : mesh.unanswered()) {
      text(body, "td-name", EDGE, y, unanswered(other));
      width = Math.max(width, 2 * EDGE + Wrap.columns(unanswered(other)) * COLUMN);
      y += LINE;
    }
    return Xml.format(
        """
        <svg xmlns="http://www.w3.org/2000/svg" class="td" role="img" viewBox="0 0 %d %d" width="%d" height="%d">
        <title>%s</title>
        <style>%s</style>
        %s</svg>
        """,
        width, y + EDGE, width, y + EDGE, Xml.text(headline(mesh)), CSS, body);
  }

  private static void cell(StringBuilder body, int x, int y, Mesh.Row row, Mesh.Cell cell) {
    String look = cell.success() == null ? "td-not-yet" : cell.success() ? "td-good" : "td-bad";
    body.append(
        Xml.format(
            """
            <g><title>%s</title><rect class="%s" x="%d" y="%d" width="%d" height="%d"/>\
            <text class="td-mark" x="%d" y="%d">%s</text></g>
            """,
            Xml.text(told(row, cell)),
            look,
            x,
            y,
            CELL - 2,
            CELL - 2,
            x + CELL / 2 - 1,
            y + CELL - 9,
            cell.success() == null ? "" : mark(cell, false)));
  }

  /** All that is known of a cell, in a line. */
  private static String told(Mesh.Row row, Mesh.Cell cell) {
    String since = cell.since() == null ? "" : " for " + age(cell.since(), row.at());
    String why = why(cell);
    return "%s to %s (%s): %s%s%s"
        .formatted(
            row.vantage(),
            cell.target(),
            cell.monitor(),
            cell.verdict() == null ? "no verdict" : cell.verdict(),
            since,
            why == null ? "" : ", " + why);
  }

  /** Why a cell has its mark; null where the verdict says it all. */
  private static @Nullable String why(Mesh.Cell cell) {
    if (cell.success() == null) {
      return "no run yet";
    }
    return cell.success()
        ? null
        : cell.why() != null
            ? cell.why()
            : cell.verdict() == null ? "the policy denies it" : "not as expected";
  }

  private static String legend(boolean ascii) {
    return ascii
        ? "ok: as expected. X: not, see why. ?: no run yet."
        : "✓ as expected. ✗ not, see why. ? no run yet.";
  }

  private static List<String> targets(Mesh mesh, String monitor) {
    return mesh.rows().stream()
        .flatMap(row -> row.cells().stream())
        .filter(cell -> cell.monitor().equals(monitor))
        .map(Mesh.Cell::target)
        .distinct()
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private static void text(StringBuilder body, String look, int x, int y, String text) {
    body.append(
        Xml.format("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n", look, x, y, Xml.text(text)));
  }

  private static String headline(Mesh mesh) {
    long pairs = mesh.rows().stream().mapToLong(row -> row.cells().size()).sum();
    long bad =
        mesh.rows().stream()
            .flatMap(row -> row.cells().stream())
            .filter(cell -> Boolean.FALSE.equals(cell.success()))
            .count();
    return "%d seen from %d: %s"
        .formatted(
            pairs,
            mesh.rows().size(),
            pairs == 0
                ? "nothing is watched"
                : bad == 0 ? "all as expected" : bad + " not as expected");
  }

  private static String unanswered(Mesh.Unanswered other) {
    return "%s did not answer: %s".formatted(other.target(), other.why());
  }

  private static String mark(Mesh.Cell cell, boolean ascii) {
    Boolean success = cell.success();
    return success == null ? "?" : success ? ascii ? "ok" : "✓" : ascii ? "X" : "✗";
  }

  /** An age in the largest unit of which there are at least two. */
  private static String age(Instant since, Instant now) {
    long seconds = Math.max(0, Duration.between(since, now).toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7200) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800
        ? seconds / 3600 + " h"
        : String.format(Locale.ROOT, "%d d", seconds / 86_400);
  }
}
