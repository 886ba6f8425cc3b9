package net.teardown.probe;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads durations as Go programs' files write them: {@code 5s}, {@code 1m30s}, {@code 1.5s}. */
final class GoDuration {

  private static final String PART = "(\\d{1,9}(?:\\.\\d{0,9})?|\\.\\d{1,9})(ns|us|µs|μs|ms|s|m|h)";

  private static final Pattern WHOLE = Pattern.compile("(?:%s)+".formatted(PART));
  private static final Pattern ONE = Pattern.compile(PART);

  private static final Map<String, Duration> UNITS =
      Map.of(
          "ns", Duration.ofNanos(1),
          "us", Duration.ofNanos(1000),
          "µs", Duration.ofNanos(1000),
          "μs", Duration.ofNanos(1000),
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1));

  private GoDuration() {}

  /** Reads a duration; null if it is none, or below 0. */
  static @Nullable Duration read(String written) {
    if (written.equals("0")) {
      return Duration.ZERO;
    }
    return WHOLE.matcher(written).matches()
        ? ONE.matcher(written).results().map(GoDuration::part).reduce(Duration.ZERO, Duration::plus)
        : null;
  }

  private static Duration part(MatchResult part) {
    long nanos = UNITS.getOrDefault(part.group(2), Duration.ZERO).toNanos();
    return Duration.ofNanos(
        new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanos)).longValue());
  }
}
