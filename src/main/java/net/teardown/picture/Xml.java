package net.teardown.picture;

import java.util.Locale;

/** Writes text and numbers into XML. */
final class Xml {

  private Xml() {}

  /**
   * Character data or an attribute's value; what XML 1.0 (section 2.2) can't hold, and what turns
   * writing round, becomes a question mark.
   */
  static String text(String text) {
    StringBuilder out = new StringBuilder();
    Glyphs.UNICODE
        .clean(text)
        .codePoints()
        .forEach(codePoint -> {
          switch (codePoint) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> out.appendCodePoint(codePoint);
          }
        });
    return out.toString();
  }

  /** Numbers with a point, whatever the machine's language. */
  @SuppressWarnings(
      "AnnotateFormatMethod") // The annotation is Error Prone's, which isn't here to run.
  static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
