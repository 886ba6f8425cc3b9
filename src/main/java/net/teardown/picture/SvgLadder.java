package net.teardown.picture;

import java.util.List;
import java.util.Locale;
import net.teardown.picture.Arrow.Fate;
import net.teardown.picture.Picture.Lifeline;
import net.teardown.picture.Picture.Note;
import org.jspecify.annotations.Nullable;

/**
 * Renders a picture as an SVG document that is safe to embed: no script, no external resources, no
 * background, and no ids that could clash with another drawing's.
 */
final class SvgLadder {

  private static final int WIDTH = 860;
  private static final int EDGE = 20;
  private static final int TIME = 92;
  private static final int LEFT = 330;
  private static final int RIGHT = 610;
  private static final int GAP = 12;

  /**
   * Columns that fit beside a lifeline and into the paragraphs, for a monospace font of at most
   * 0.62 em per column.
   */
  private static final int CALL_COLUMNS = 26;

  private static final int WIDE_COLUMNS = 92;
  private static final int HEAD_COLUMNS = 58;

  /** The widest circumstances, in columns, that go beside the headline; wider ones go below it. */
  private static final int MOST_BESIDE = 30;

  private static final int LINE = 18;
  private static final int RUNG = 32;
  private static final int SLOPE = 8;

  private final Picture picture;
  private final StringBuilder body = new StringBuilder();
  private int y = EDGE;

  private SvgLadder(Picture picture) {
    this.picture = picture;
  }

  static String draw(Picture picture) {
    return new SvgLadder(picture).draw();
  }

  private String draw() {
    head();
    y += 30;
    lifeline(picture.left(), LEFT);
    lifeline(picture.right(), RIGHT);
    y += LINE + 10;
    int top = y;
    y += 10;
    if (picture.rungs().isEmpty()) {
      text("td-faint", (LEFT + RIGHT) / 2, y + 14, "middle", "(no calls on record)");
      y += RUNG;
    }
    picture.rungs().forEach(this::rung);
    vertical(LEFT, top);
    vertical(RIGHT, top);
    y += 34;
    if (picture.legend() != null) {
      for (String line : Wrap.lines(picture.legend(), WIDE_COLUMNS)) {
        text("td-faint", EDGE, y, "start", line);
        y += LINE;
      }
      y += 10;
    }
    int title = picture.notes().stream().mapToInt(note -> note.title().length()).max().orElse(0);
    picture.notes().forEach(note -> note(note, title));
    return document(y);
  }

  private String document(int height) {
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
        WIDTH,
        height,
        WIDTH,
        height,
        Xml.text(picture.headline()),
        Xml.text(description()),
        SvgStyle.CSS,
        body);
  }

  private String description() {
    return picture.spec()
        + ". "
        + String.join(
            " ",
            picture.notes().stream()
                .map(note -> note.title() + ": " + String.join(" ", note.paragraphs()))
                .toList());
  }

  private void head() {
    y += 4;
    boolean beside = Wrap.columns(picture.circumstances()) <= MOST_BESIDE;
    if (beside) {
      text("td-faint", WIDTH - EDGE, y, "end", picture.circumstances());
    }
    for (String line : Wrap.lines(picture.headline(), HEAD_COLUMNS)) {
      text("td-verdict", EDGE, y, "start", line);
      y += LINE + 4;
    }
    if (!beside) {
      text("td-faint", EDGE, y, "start", picture.circumstances());
      y += LINE;
    }
    for (String line : Wrap.lines(picture.spec(), WIDE_COLUMNS)) {
      text("td-faint", EDGE, y, "start", line);
      y += LINE;
    }
  }

  private void lifeline(Lifeline end, int x) {
    text("td-name", x, y, "middle", end.name());
    text("td-faint", x, y + LINE, "middle", end.address());
  }

  private void vertical(int x, int top) {
    body.append(Xml.format("<path class=\"td-life\" d=\"M%d %dV%d\"/>\n", x, top, y));
  }

  private void rung(Rung rung) {
    int base = y + 14;
    if (!rung.time().isEmpty()) {
      text("td-faint", TIME, base, "end", rung.time());
    }
    int lines =
        Math.max(
            calls(rung.left(), LEFT - GAP, base, "end"),
            calls(rung.right(), RIGHT + GAP, base, "start"));
    Arrow arrow = rung.arrow();
    if (arrow != null) {
      arrow(arrow, base - 4);
    }
    y += RUNG + (lines - 1) * LINE;
  }

  private int calls(@Nullable String call, int x, int base, String anchor) {
    if (call == null) {
      return 1;
    }
    List<String> lines = Wrap.lines(call, CALL_COLUMNS);
    for (int i = 0; i < lines.size(); i++) {
      text("td-call", x, base + i * LINE, anchor, lines.get(i));
    }
    return lines.size();
  }

  private void arrow(Arrow arrow, int from) {
    boolean rightwards = arrow.from() == Side.INITIATOR;
    int way = rightwards ? 1 : -1;
    boolean arrived = arrow.arrived();
    double left = arrow.beginsOnTheWay() ? 0.28 : 0;
    double share = arrived ? 1 : 0.72;
    double startX = (rightwards ? LEFT : RIGHT) + way * (RIGHT - LEFT) * left;
    double startY = from + SLOPE * left;
    double endX = (rightwards ? LEFT : RIGHT) + way * (RIGHT - LEFT) * share;
    double endY = from + SLOPE * share;
    String look =
        "td-" + (arrived ? arrow.kind() : arrow.fate()).toString().toLowerCase(Locale.ROOT);
    body.append("<g class=\"").append(look).append("\">");
    body.append(
        Xml.format(
            "<path d=\"M%.1f %.1fL%.1f %.1f\"/>",
            startX, startY, endX - (arrived ? way * 8 : 0), endY));
    body.append(head(arrow.fate(), way, endX, endY));
    if (arrow.fate() == Fate.MADE_IN_BETWEEN) {
      body.append(
          Xml.format(
              "<polygon points=\"%.1f,%.1f %.1f,%.1f %.1f,%.1f %.1f,%.1f\"/>",
              startX - 5, startY, startX, startY - 5, startX + 5, startY, startX, startY + 5));
    } else if (arrow.fate() == Fate.ORIGIN_UNKNOWN) {
      body.append(question(startX - way * 8, startY));
    }
    String label =
        switch (arrow.fate()) {
          case LOST -> arrow.label() + " lost";
          case MADE_IN_BETWEEN -> arrow.label() + " from in between";
          case ORIGIN_UNKNOWN -> arrow.label() + " from?";
          case ARRIVED, UNKNOWN -> arrow.label();
        };
    body.append(
        Xml.format(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">",
            (startX + endX) / 2, (startY + endY) / 2 - 6));
    body.append(Xml.text(label)).append("</text></g>\n");
  }

  private static String head(Fate fate, int way, double x, double y) {
    return switch (fate) {
      case ARRIVED, MADE_IN_BETWEEN, ORIGIN_UNKNOWN ->
          Xml.format(
              "<polygon points=\"%.1f,%.1f %.1f,%.1f %.1f,%.1f\"/>",
              x, y, x - way * 11, y - 5.5, x - way * 10, y + 4.8);
      case LOST ->
          Xml.format(
              "<path class=\"td-cross\" d=\"M%.1f %.1fl10 10m0 -10l-10 10\"/>",
              x - 5 + way * 6, y - 5);
      case UNKNOWN -> question(x + way * 8, y);
    };
  }

  private static String question(double x, double y) {
    return Xml.format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">?</text>", x, y + 5);
  }

  private void note(Note note, int title) {
    int x = EDGE + (title + 2) * 8;
    text("td-name", EDGE, y, "start", note.title());
    for (String paragraph : note.paragraphs()) {
      for (String line : Wrap.lines(paragraph, WIDE_COLUMNS - title - 2)) {
        text("td-call", x, y, "start", line);
        y += LINE;
      }
    }
    y += 6;
  }

  private void text(String look, int x, int y, String anchor, String text) {
    body.append(
        Xml.format(
            "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n",
            look, x, y, anchor, Xml.text(text)));
  }
}
