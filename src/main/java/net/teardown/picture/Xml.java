package net.teardown.picture;

import java.util.Locale;

/** Formats text and numbers for XML. */
final class Xml {

  private Xml() {}

  /**
   * Escapes text for character data or an attribute's value. Characters that XML 1.0 (section 2.2)
   * can't hold, and those that change the direction of writing, become question marks.
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

  /** Formats with a decimal point, whatever the machine's locale. */
  @SuppressWarnings(
      "AnnotateFormatMethod") // The annotation is Error Prone's, which isn't here to run.
  static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
