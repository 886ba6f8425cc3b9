package net.teardown.responder.control;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an instance answers on a test connection whose ticket it never gave out, so that an
 * initiator which landed on the wrong one can say so.
 *
 * @param instance this start of the instance that answers
 * @param vantage its name
 */
public record WrongInstance(UUID instance, String vantage) {

  private static final String BEGINNING = "TEARDOWN/1 unknown ticket, instance ";

  private static final Pattern LINE =
      Pattern.compile(
          Pattern.quote(BEGINNING) + "([0-9a-f-]{36}) vantage (\\P{Cntrl}{1,128})\n.*",
          Pattern.DOTALL);

  /** The line that is sent, in UTF-8, before the connection is half-closed. */
  public String line() {
    return BEGINNING + instance + " vantage " + vantage + "\n";
  }

  /** Reads such a line at the beginning of what a connection answered. */
  public static Optional<WrongInstance> parse(byte[] received) {
    Matcher line = LINE.matcher(new String(received, StandardCharsets.UTF_8));
    return line.matches()
        ? Optional.of(new WrongInstance(UUID.fromString(line.group(1)), line.group(2)))
        : Optional.empty();
  }
}
