package net.teardown.api.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.convert.converter.Converter;

/** Reads points in time of a query: {@code 2026-11-22T10:00:00Z}, or so long ago: {@code -1h}. */
public final class PointInTime implements Converter<String, Instant> {

  private static final Pattern AGO = Pattern.compile("-(\\d{1,9}(?:ms|s|m|h|d)|P.+)");

  @Override
  public Instant convert(String text) {
    try {
      return AGO.matcher(text).matches()
          ? Instant.now().minus(DurationStyle.detectAndParse(text.substring(1)))
          : Instant.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
