package net.teardown.experiment.terms;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Makes text from outside safe to print in a log, on a terminal or on a page. */
public final class Printable {

  private static final String HARMFUL = "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]";

  /** The length of {@code \xNN}. */
  private static final int ESCAPED = 4;

  private Printable() {}

  /**
   * Returns this text on one line, with a blank in place of control characters, format characters
   * and line separators.
   *
   * @param longest the most characters that are kept; an ellipsis follows if some were cut off
   */
  public static String line(String text, int longest) {
    boolean fits = text.length() <= longest;
    String plain = (fits ? text : text.substring(0, longest)).replaceAll(HARMFUL + "+", " ");
    return fits ? plain : plain + "...";
  }

  /** Whether this text is one line without control or format characters. */
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
   * Returns the first line of these bytes as {@link #of} does, without its end; null if there are
   * none.
   *
   * @param length how many there are
   */
  public static @Nullable String firstLine(byte[] bytes, int length, int longest) {
    int end = 0;
    while (end < length && bytes[end] != '\r' && bytes[end] != '\n') {
      end++;
    }
    return length == 0 ? null : of(bytes, end, longest);
  }

  /** The bytes that {@link #of} wrote, as far as it kept them. */
  public static byte[] bytes(String printable) {
    byte[] bytes = new byte[printable.length()];
    int count = 0;
    int at = 0;
    while (at < printable.length()) {
      boolean escaped = printable.charAt(at) == '\\' && at + ESCAPED <= printable.length();
      bytes[count++] =
          (byte)
              (escaped
                  ? HexFormat.fromHexDigits(printable, at + 2, at + ESCAPED)
                  : printable.charAt(at));
      at += escaped ? ESCAPED : 1;
    }
    return Arrays.copyOf(bytes, count);
  }

  /**
   * Returns the first {@code length} of these bytes: printable ASCII as it is, everything else and
   * the backslash as {@code \xNN}.
   *
   * @param longest the most characters that are returned
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
