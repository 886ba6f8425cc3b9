package net.teardown.experiment.spec;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.teardown.experiment.terms.Printable;

/**
 * Values of HTTP fields that are somebody's secret: Authorization, Proxy-Authorization, Cookie and
 * Set-Cookie. They are sent as asked, and neither kept nor shown: in their place stands at most
 * {@value #MASK}, never longer than the value, so that what is masked keeps to the same bounds.
 * What is masked already stays as it is.
 */
public final class Masked {

  /** The fields, as a sentence names them. */
  public static final String FIELDS = "Authorization, Proxy-Authorization, Cookie or Set-Cookie";

  static final String MASK = "***";

  private static final int SHORTEST_SECRET = 8;

  private static final Set<String> NAMES =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

  /** A blank, as it is or as {@link Printable} writes it. */
  private static final String BLANK = "(?:[ \\t]|\\\\x09)";

  /** One line of a head, and those that RFC 9112 5.2 lets continue it. */
  private static final Pattern LINE =
      Pattern.compile(
          ("(?<![^\\r\\n])(?<name>BLANK*+(?:(?:Proxy-)?Authorization|(?:Set-)?Cookie)BLANK*+:BLANK*+)"
               + "(?<value>[^\\r\\n]*+(?:(?:\\r\\n|\\r|\\n)BLANK[^\\r\\n]*+)*+)")
              .replace("BLANK", BLANK),
          Pattern.CASE_INSENSITIVE);

  private Masked() {}

  /** This text, with the values of such lines masked. */
  public static String text(String text) {
    return LINE.matcher(text)
        .replaceAll(
            line -> Matcher.quoteReplacement(line.group("name") + value(line.group("value"))));
  }

  /** These bytes in base64, likewise; as they were written where there is nothing to mask. */
  static String base64(String base64) {
    String text = decoded(base64);
    String masked = text(text);
    return masked.equals(text)
        ? base64
        : Base64.getEncoder().encodeToString(masked.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** These fields by their names, likewise. */
  static Map<String, String> headers(Map<String, String> headers) {
    Map<String, String> masked = new LinkedHashMap<>(headers);
    masked.replaceAll((name, value) -> isSecret(name) ? value(value) : value);
    return masked;
  }

  /** Whether such a line has a value, masked or not. */
  static boolean isIn(String text) {
    return LINE.matcher(text).results().anyMatch(line -> !line.group("value").isBlank());
  }

  /** Whether these bytes in base64 have such a line with a value. */
  static boolean isInBase64(String base64) {
    return isIn(decoded(base64));
  }

  /** Whether one of these fields is such a one with a value. */
  static boolean isIn(Map<String, String> headers) {
    return headers.entrySet().stream()
        .anyMatch(header -> isSecret(header.getKey()) && !header.getValue().isBlank());
  }

  /**
   * What came from a server, printable, without what a request told it as a secret: some say
   * everything back. Of a value, each part counts that is long enough to be one.
   */
  public static String withoutEcho(String printable, Request request) {
    String text = printable;
    for (String secret : secrets(request)) {
      text = text.replace(secret, MASK);
    }
    return text;
  }

  /** The longest first: a part may be part of another. */
  private static List<String> secrets(Request request) {
    Stream<String> values =
        switch (request) {
          case Request.Filler _ -> Stream.of();
          case Request.Text(String text) -> values(text);
          case Request.Bytes(String base64) -> values(decoded(base64));
          case Request.Http http ->
              http.headers().entrySet().stream()
                  .filter(header -> isSecret(header.getKey()))
                  .map(Map.Entry::getValue);
        };
    return values
        .flatMap(value -> Stream.of(value.split("[\\s;,]+")))
        .filter(part -> part.length() >= SHORTEST_SECRET)
        .sorted(Comparator.comparingInt((String part) -> -part.length()))
        .map(part -> part.getBytes(StandardCharsets.UTF_8))
        .map(bytes -> Printable.of(bytes, bytes.length, Integer.MAX_VALUE))
        .toList();
  }

  private static Stream<String> values(String text) {
    return LINE.matcher(text).results().map(line -> line.group("value"));
  }

  private static boolean isSecret(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  private static String value(String value) {
    return value.isBlank() ? value : MASK.substring(0, Math.min(MASK.length(), value.length()));
  }

  /** Latin-1, so that every byte comes back as it was; empty if it isn't base64. */
  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }
}
