package net.teardown.responder;

/** Bytes that came from somewhere, as text that harms nobody. */
final class Printable {

  private static final int LONGEST = 128;

  private Printable() {}

  /**
   * The first {@code length} of these bytes, at most 128 characters: what ASCII can print as it is,
   * everything else, and the backslash, as {@code \xNN}.
   */
  static String of(byte[] bytes, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int value = Byte.toUnsignedInt(bytes[i]);
      String next =
          value >= ' ' && value <= '~' && value != '\\'
              ? String.valueOf((char) value)
              : "\\x%02X".formatted(value);
      if (text.length() + next.length() > LONGEST) {
        break;
      }
      text.append(next);
    }
    return text.toString();
  }
}
