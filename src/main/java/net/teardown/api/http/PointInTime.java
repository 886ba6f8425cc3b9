package net.teardown.api.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.convert.converter.Converter;

/**
 * Reads points in time of a query: {@code 2026-11-22T10:00:00Z}, or so long ago: {@code -1h},
 * {@code -1h30m}.
 */
public final class PointInTime implements Converter<String, Instant> {

  private static final Pattern AGO = Pattern.compile("-((?:\\d{1,9}(?:ms|s|m|h|d))+|P.+)");
  private static final Pattern PART = Pattern.compile("\\d+[a-z]+");

  @Override
  public Instant convert(String text) {
    try {
      Matcher ago = AGO.matcher(text);
      return ago.matches() ? before(Instant.now(), ago.group(1)) : Instant.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static Instant before(Instant now, String duration) {
    if (duration.startsWith("P")) {
      return now.minus(DurationStyle.detectAndParse(duration));
    }
    Instant time = now;
    Matcher part = PART.matcher(duration);
    while (part.find()) {
      time = time.minus(DurationStyle.detectAndParse(part.group()));
    }
    return time;
  }
}
