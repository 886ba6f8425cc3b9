package net.teardown.experiment.spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A match of a regular expression (RE2) in one line, with its groups. */
public final class LineMatch {

  /** How a text refers to a group, as Go's {@code Regexp.Expand} reads it. */
  private static final java.util.regex.Pattern REFERENCE =
      java.util.regex.Pattern.compile(
          "\\$(?:(?<dollar>\\$)|\\{(?<braced>[\\p{L}\\p{Nd}_]+)\\}|(?<plain>[\\p{L}\\p{Nd}_]+))");

  private static final java.util.regex.Pattern NUMBER =
      java.util.regex.Pattern.compile("0|[1-9][0-9]{0,8}");

  /** SUB, which stands for what isn't a character (ECMA-48). */
  private static final byte SUBSTITUTE = 0x1A;

  private static final int ASCII = 0x80;
  private static final int TAIL_BITS = 0b1100_0000;

  private final byte[] line;
  private final Pattern pattern;
  private final Matcher matcher;

  private LineMatch(byte[] line, Pattern pattern, Matcher matcher) {
    this.line = line;
    this.pattern = pattern;
    this.matcher = matcher;
  }

  /**
   * Looks for the first match.
   *
   * @param line without its end
   * @return null if there is none
   */
  public static @Nullable LineMatch find(Pattern pattern, byte[] line) {
    Matcher matcher = pattern.matcher(searchable(line));
    return matcher.find() ? new LineMatch(line, pattern, matcher) : null;
  }

  /**
   * The bytes as a regular expression can be looked for in them: RE2/J ends its search at a byte
   * that isn't UTF-8, so each of those becomes one SUB. Offsets stay the same.
   *
   * @param bytes may be returned as they are
   */
  public static byte[] searchable(byte[] bytes) {
    byte[] changed = null;
    int at = 0;
    while (at < bytes.length) {
      int length = bytes[at] >= 0 ? 1 : encoded(bytes, at);
      if (length == 0) {
        changed = changed == null ? bytes.clone() : changed;
        changed[at] = SUBSTITUTE;
        length = 1;
      }
      at += length;
    }
    return changed == null ? bytes : changed;
  }

  /** The length of the character of several bytes that begins here (RFC 3629 4); 0 if none does. */
  private static int encoded(byte[] bytes, int at) {
    int lead = Byte.toUnsignedInt(bytes[at]);
    int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > bytes.length) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & TAIL_BITS) != ASCII) {
        return 0;
      }
    }
    int second = Byte.toUnsignedInt(bytes[at + 1]);
    boolean shortest = !(lead == 0xE0 && second < 0xA0) && !(lead == 0xF0 && second < 0x90);
    boolean character = !(lead == 0xED && second >= 0xA0) && !(lead == 0xF4 && second >= 0x90);
    return shortest && character ? length : 0;
  }

  /** How often a text refers to a group. */
  static long references(String text) {
    return REFERENCE.matcher(text).results().filter(found -> found.group(1) == null).count();
  }

  /**
   * A text with the groups in place of what refers to them, as Go's {@code Regexp.Expand} does it:
   * {@code $1}, <code>${1}</code>, <code>${name}</code>; <code>$$</code> is a dollar sign. A group
   * that isn't there, or didn't take part, is empty.
   */
  public byte[] expanded(String text) {
    // Latin-1 has a character for each byte.
    StringBuilder expanded = new StringBuilder();
    java.util.regex.Matcher reference = REFERENCE.matcher(text);
    int from = 0;
    while (reference.find()) {
      append(text.substring(from, reference.start()).getBytes(UTF_8), expanded);
      from = reference.end();
      if (reference.group("dollar") != null) {
        expanded.append('$');
      } else {
        String braced = reference.group("braced");
        append(group(number(braced == null ? reference.group("plain") : braced)), expanded);
      }
    }
    append(text.substring(from).getBytes(UTF_8), expanded);
    return expanded.toString().getBytes(ISO_8859_1);
  }

  /** The number of a group; below 0 if there is none of this name. */
  private int number(String name) {
    return NUMBER.matcher(name).matches()
        ? Integer.parseInt(name)
        : pattern.namedGroups().getOrDefault(name, -1);
  }

  private byte[] group(int number) {
    return number >= 0 && number <= matcher.groupCount() && matcher.start(number) >= 0
        ? Arrays.copyOfRange(line, matcher.start(number), matcher.end(number))
        : new byte[0];
  }

  private static void append(byte[] bytes, StringBuilder into) {
    into.append(new String(bytes, ISO_8859_1));
  }
}
