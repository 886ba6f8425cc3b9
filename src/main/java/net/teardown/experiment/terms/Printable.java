package net.teardown.experiment.terms;

/** What came from somewhere, as text that harms nobody: no log, no terminal, no page. */
public final class Printable {

  private static final String HARMFUL = "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]";

  private Printable() {}

  /**
   * This text on one line: a blank for what steers a terminal or breaks a line.
   *
   * @param longest how many characters at most, but for an ellipsis behind them
   */
  public static String line(String text, int longest) {
    boolean fits = text.length() <= longest;
    String plain = (fits ? text : text.substring(0, longest)).replaceAll(HARMFUL + "+", " ");
    return fits ? plain : plain + "...";
  }

  /** Whether this text is one line that steers no terminal. */
  public static boolean isLine(String text) {
    return text.codePoints().noneMatch(Printable::harmful);
  }

  private static boolean harmful(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /**
   * The first {@code length} of these bytes: what ASCII can print as it is, everything else, and
   * the backslash, as {@code \xNN}.
   *
   * @param longest how many characters at most
   */
  public static String of(byte[] bytes, int length, int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int value = Byte.toUnsignedInt(bytes[i]);
      String next =
          value >= ' ' && value <= '~' && value != '\\'
              ? String.valueOf((char) value)
              : "\\x%02X".formatted(value);
      if (text.length() + next.length() > longest) {
        break;
      }
      text.append(next);
    }
    return text.toString();
  }
}
