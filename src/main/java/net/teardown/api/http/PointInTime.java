package net.teardown.api.http;

import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.convert.converter.Converter;
import org.springframework.format.datetime.standard.InstantFormatter;

/** Reads points in time of a query: {@code 2026-11-22T10:00:00Z}, or so long ago: {@code -1h}. */
public final class PointInTime implements Converter<String, Instant> {

  private static final Pattern AGO = Pattern.compile("-(\\d{1,9}(?:ms|s|m|h|d)|P.+)");

  private final InstantFormatter formatter = new InstantFormatter();

  @Override
  public Instant convert(String text) {
    try {
      return AGO.matcher(text).matches()
          ? Instant.now().minus(DurationStyle.detectAndParse(text.substring(1)))
          : formatter.parse(text, Locale.ROOT);
    } catch (ParseException | DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
