package net.teardown.responder.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line that a responder sends on a test connection whose ticket it doesn't know. By it an
 * initiator learns which instance it has reached, if a Service or a NAT led it to another one than
 * the one that was armed. The responder half-closes after it.
 *
 * @param instance the id of the process that was reached
 * @param vantage its name, as far as it fits
 */
public record WrongInstance(UUID instance, String vantage) {

  /** How many unexpected first bytes an initiator keeps. */
  private static final int LONGEST = 256;

  private static final String BEGINNING =
      "TEARDOWN/" + ResponderControl.PROTOCOL + " unknown ticket, instance ";

  private static final Pattern LINE =
      Pattern.compile(
          "TEARDOWN/[0-9]{1,9} unknown ticket, instance"
              + " ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) vantage ([^\\n]*)\\n");

  /** The line, at most 256 bytes of UTF-8, with its line feed. */
  public static String line(UUID instance, String vantage) {
    String name =
        vantage
            .codePoints()
            .map(c ->
                Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    String line = BEGINNING + instance + " vantage " + name + "\n";
    while (line.getBytes(UTF_8).length > LONGEST) {
      name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
      line = BEGINNING + instance + " vantage " + name + "\n";
    }
    return line;
  }

  /**
   * Parses the line, of any version of the protocol.
   *
   * @param received the first bytes received; anything may follow the line
   */
  public static Optional<WrongInstance> parse(byte[] received) {
    Matcher line = LINE.matcher(new String(received, UTF_8));
    return line.lookingAt()
        ? Optional.of(new WrongInstance(UUID.fromString(line.group(1)), line.group(2)))
        : Optional.empty();
  }
}
