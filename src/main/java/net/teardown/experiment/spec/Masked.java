package net.teardown.experiment.spec;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.teardown.experiment.terms.Printable;

/**
 * Masks the values of HTTP fields that carry secrets: Authorization, Proxy-Authorization, Cookie
 * and Set-Cookie. The values are sent as given, but neither stored nor shown. The mask is {@value
 * #MASK}, cut to the value's length, so that masked text stays within the same bounds. Masking
 * twice changes nothing.
 */
public final class Masked {

  /** The names of the fields, for a sentence. */
  public static final String FIELDS = "Authorization, Proxy-Authorization, Cookie or Set-Cookie";

  static final String MASK = "***";

  private static final int SHORTEST_SECRET = 8;
  private static final int SHORTEST_PART = 4;

  private static final Set<String> NAMES =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

  /** A space or tab, as it is or as {@link Printable} writes it. */
  private static final String BLANK = "(?:[ \\t]|\\\\x09)";

  /** One header line with a secret, and the lines that RFC 9112 5.2 lets continue it. */
  private static final Pattern LINE =
      Pattern.compile(
          ("(?<![^\\r\\n])(?<name>BLANK*+(?:(?:Proxy-)?Authorization|(?:Set-)?Cookie)BLANK*+:BLANK*+)"
               + "(?<value>[^\\r\\n]*+(?:(?:\\r\\n|\\r|\\n)BLANK[^\\r\\n]*+)*+)")
              .replace("BLANK", BLANK),
          Pattern.CASE_INSENSITIVE);

  private Masked() {}

  /** Returns this text with the values of such header lines masked. */
  public static String text(String text) {
    return LINE.matcher(text)
        .replaceAll(
            line -> Matcher.quoteReplacement(line.group("name") + value(line.group("value"))));
  }

  /** Returns these base64 bytes with the same masking; unchanged if there is nothing to mask. */
  static String base64(String base64) {
    String text = decoded(base64);
    String masked = text(text);
    return masked.equals(text)
        ? base64
        : Base64.getEncoder().encodeToString(masked.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Returns these headers with the values of such fields masked. */
  static Map<String, String> headers(Map<String, String> headers) {
    Map<String, String> masked = new LinkedHashMap<>(headers);
    masked.replaceAll((name, value) -> isSecret(name) ? value(value) : value);
    return masked;
  }

  /** Whether the text has such a line with a value, masked or not. */
  static boolean isIn(String text) {
    return LINE.matcher(text).results().anyMatch(line -> !line.group("value").isBlank());
  }

  /** Whether one of these turns says a secret, or has such a line with a value. */
  static boolean isIn(List<Turn> turns) {
    return turns.stream()
        .anyMatch(turn -> turn instanceof Turn.Say say && (say.secret() || isIn(say.what())));
  }

  private static boolean isIn(Request request) {
    return switch (request) {
      case Request.Filler _ -> false;
      case Request.Text(String text) -> isIn(text);
      case Request.Bytes(String base64) -> isInBase64(base64);
      case Request.Http http -> isIn(http.headers());
      case Request.Withheld _ -> true;
      case Request.Conversation(List<Turn> turns) -> isIn(turns);
    };
  }

  /** Whether these base64 bytes have such a line with a value. */
  static boolean isInBase64(String base64) {
    return isIn(decoded(base64));
  }

  /** Whether one of these headers is such a field with a value. */
  static boolean isIn(Map<String, String> headers) {
    return headers.entrySet().stream()
        .anyMatch(header -> isSecret(header.getKey()) && !header.getValue().isBlank());
  }

  /**
   * Masks this request's secrets in a server's printable bytes, because some servers echo a
   * request. Each part of a secret value that is at least 8 characters long is masked.
   */
  public static UnaryOperator<String> withoutEchoOf(Request request) {
    List<String> payloads = secretPayloads(request);
    List<String> secrets = secrets(request);
    return printable -> {
      String text = printable;
      for (String payload : payloads) {
        text = withoutPartsOf(payload, text);
      }
      for (String secret : secrets) {
        text = text.replace(secret, MASK);
      }
      return text;
    };
  }

  /** What must not be shown in any part: payloads that were said as a secret, printable. */
  private static List<String> secretPayloads(Request request) {
    return request instanceof Request.Conversation conversation
        ? conversation.said().stream()
            .filter(Turn.Say::secret)
            .flatMap(say -> plain(say.what()))
            .map(bytes -> Printable.of(bytes, bytes.length, Integer.MAX_VALUE))
            .toList()
        : List.of();
  }

  private static Stream<byte[]> plain(Request secret) {
    return switch (secret) {
      case Request.Text(String text) -> Stream.of(text.getBytes(StandardCharsets.UTF_8));
      case Request.Bytes bytes -> Stream.of(bytes.decoded());
      case Request.Filler _, Request.Withheld _, Request.Http _, Request.Conversation _ ->
          Stream.of();
    };
  }

  /** Masks each part of a secret, as an echo may be cut anywhere: 4 characters and more of it. */
  private static String withoutPartsOf(String secret, String text) {
    if (!text.isEmpty() && secret.contains(text)) {
      return MASK;
    }
    StringBuilder shown = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && secret.contains(text.substring(at, end + 1))) {
        end++;
      }
      if (end - at >= SHORTEST_PART) {
        shown.append(MASK);
        at = end;
      } else {
        shown.append(text.charAt(at));
        at++;
      }
    }
    return shown.toString();
  }

  /** The request's secrets, the longest first, because one may be contained in another. */
  private static List<String> secrets(Request request) {
    return values(request)
        .flatMap(value -> Stream.of(value.split("[\\s;,]+")))
        .filter(part -> part.length() >= SHORTEST_SECRET)
        .sorted(Comparator.comparingInt((String part) -> -part.length()))
        .map(part -> part.getBytes(StandardCharsets.UTF_8))
        .map(bytes -> Printable.of(bytes, bytes.length, Integer.MAX_VALUE))
        .toList();
  }

  private static Stream<String> values(Request request) {
    return switch (request) {
      case Request.Filler _, Request.Withheld _ -> Stream.of();
      case Request.Text(String text) -> values(text);
      case Request.Bytes(String base64) -> values(decoded(base64));
      case Request.Http http ->
          http.headers().entrySet().stream()
              .filter(header -> isSecret(header.getKey()))
              .map(Map.Entry::getValue);
      case Request.Conversation conversation ->
          conversation.said().stream()
              .filter(say -> !say.secret())
              .flatMap(say -> values(say.what()));
    };
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

  /** Decodes base64 as Latin-1, which keeps every byte; empty if it isn't base64. */
  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }
}
