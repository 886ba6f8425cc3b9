package net.teardown.experiment;

/** Bytes that came from somewhere, as text that harms nobody. */
public final class Printable {

  private Printable() {}

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
