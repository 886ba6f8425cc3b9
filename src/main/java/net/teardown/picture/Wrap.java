package net.teardown.picture;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines by its width in terminal columns. */
final class Wrap {

  /** A no-break space: lines aren't broken at it. */
  static final String NO_BREAK = "\u00a0";

  private static final int FIRST_HANGUL_JAMO = 0x1100;
  private static final int LAST_INITIAL_JAMO = 0x115F;
  private static final int FIRST_CJK = 0x2E80;

  private Wrap() {}

  /**
   * Returns lines of at most {@code width} columns, at least one. They are broken at spaces; a
   * wider word is cut.
   */
  static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String rest = word;
      if (!line.isEmpty() && columns(line) + 1 + columns(rest) <= width) {
        line.append(' ').append(rest);
        continue;
      }
      if (!line.isEmpty()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (columns(rest) > width) {
        int cut = cut(rest, width);
        lines.add(rest.substring(0, cut));
        rest = rest.substring(cut);
      }
      line.append(rest);
    }
    if (!line.isEmpty() || lines.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }

  /**
   * How many columns a terminal may need for this text: two for each East Asian character or
   * pictograph.
   */
  static int columns(CharSequence text) {
    return text.codePoints().map(Wrap::columns).sum();
  }

  private static int columns(int codePoint) {
    boolean jamo = codePoint >= FIRST_HANGUL_JAMO && codePoint <= LAST_INITIAL_JAMO;
    return jamo || codePoint >= FIRST_CJK ? 2 : 1;
  }

  private static int cut(String text, int width) {
    int end = text.offsetByCodePoints(0, 1);
    while (columns(text.substring(0, text.offsetByCodePoints(end, 1))) <= width) {
      end = text.offsetByCodePoints(end, 1);
    }
    return end;
  }
}
