package net.teardown.picture;

import java.util.stream.Collectors;
import net.teardown.picture.Arrow.Fate;
import net.teardown.picture.Arrow.Kind;

/** The characters of a text diagram. */
enum Glyphs {
  UNICODE('│', '─', '━', '╌', '▶', '◀', '×', '●'),
  ASCII('|', '-', '=', '.', '>', '<', 'x', 'o');

  private static final int REPLACEMENT = '?';

  private final char lifeline;
  private final char line;
  private final char reset;
  private final char broken;
  private final char right;
  private final char left;
  private final char lost;
  private final char origin;

  Glyphs(
      char lifeline,
      char line,
      char reset,
      char broken,
      char right,
      char left,
      char lost,
      char origin) {
    this.lifeline = lifeline;
    this.line = line;
    this.reset = reset;
    this.broken = broken;
    this.right = right;
    this.left = left;
    this.lost = lost;
    this.origin = origin;
  }

  /** The beginning of an arrow that was made in between. */
  String origin() {
    return String.valueOf(origin);
  }

  /** The beginning of an arrow of unknown origin. */
  String unknown() {
    return String.valueOf((char) REPLACEMENT);
  }

  String lifeline() {
    return String.valueOf(lifeline);
  }

  /**
   * Draws an arrow {@code width} columns wide. A lost one ends halfway in a cross, one of unknown
   * fate in a question mark. One that was made in between begins halfway with a dot, one of unknown
   * origin with a question mark.
   */
  String draw(Arrow arrow, int width) {
    if (arrow.beginsOnTheWay()) {
      return fromInBetween(arrow, width);
    }
    int span = arrow.arrived() ? width : width - width / 6;
    String label = " " + clean(arrow.label()) + " ";
    String stroke = String.valueOf(stroke(arrow));
    int strokes = Math.max(2, span - 1 - label.length());
    String body = stroke.repeat((strokes + 1) / 2) + label + stroke.repeat(strokes / 2);
    String gap = " ".repeat(width - span);
    return arrow.from() == Side.INITIATOR
        ? body + head(arrow.fate(), right) + gap
        : gap
            + head(arrow.fate(), left)
            + stroke.repeat(strokes / 2)
            + label
            + stroke.repeat((strokes + 1) / 2);
  }

  private String fromInBetween(Arrow arrow, int width) {
    int least = Wrap.columns(clean(arrow.label())) + 5;
    int length = Math.clamp(width - width / 4 - 1, Math.min(least, width - 1), width - 1);
    String gap = " ".repeat(width - 1 - length);
    String arrived =
        draw(new Arrow(arrow.from(), arrow.label(), arrow.kind(), Fate.ARRIVED), length);
    String begins = arrow.fate() == Fate.MADE_IN_BETWEEN ? origin() : unknown();
    return arrow.from() == Side.INITIATOR ? gap + begins + arrived : arrived + begins + gap;
  }

  private char stroke(Arrow arrow) {
    return !arrow.arrived() ? broken : arrow.kind() == Kind.RST ? reset : line;
  }

  private char head(Fate fate, char arrived) {
    return switch (fate) {
      case ARRIVED, MADE_IN_BETWEEN, ORIGIN_UNKNOWN -> arrived;
      case LOST -> lost;
      case UNKNOWN -> '?';
    };
  }

  /**
   * Returns the text in these characters, with a question mark for anything that moves the cursor
   * or changes the direction of writing.
   */
  String clean(String text) {
    String plain =
        this == ASCII ? text.replace("→", "->").replace("µ", "u").replace("±", "+-") : text;
    return plain
        .codePoints()
        .map(this::clean)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private int clean(int codePoint) {
    boolean foreign = this == ASCII && codePoint > '~' && codePoint != Wrap.NO_BREAK.charAt(0);
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          REPLACEMENT;
      default -> foreign ? REPLACEMENT : codePoint;
    };
  }
}
