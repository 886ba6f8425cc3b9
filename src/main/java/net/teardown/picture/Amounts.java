package net.teardown.picture;

import java.util.Locale;
import net.teardown.experiment.terms.Quantity;

/** Formats byte counts and times for the diagrams. */
final class Amounts {

  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  private Amounts() {}

  /** An exact byte count, in KiB or MiB only if that is a whole number. */
  static String count(long bytes) {
    if (bytes >= MIB && bytes % MIB == 0) {
      return Quantity.number(bytes / MIB) + Wrap.NO_BREAK + "MiB";
    }
    return bytes > 0 && bytes % (64 * KIB) == 0
        ? Quantity.number(bytes / KIB) + Wrap.NO_BREAK + "KiB"
        : Quantity.number(bytes);
  }

  /** A byte count with its unit. */
  static String size(long bytes) {
    String count = count(bytes);
    return count.endsWith("iB") ? count : count + " B";
  }

  /** A time in at most eight columns, to the microsecond below 10 ms. */
  static String time(long micros) {
    if (micros < 10_000) {
      return Quantity.number(micros) + " µs";
    }
    if (micros < 999_950) {
      return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
    }
    return String.format(Locale.ROOT, micros < 99_999_500 ? "%.3f s" : "%.1f s", micros / 1e6);
  }

  /**
   * A time with an error, rounded so that its last digit has the place of the error's first digit.
   *
   * @param errorMicros the error in microseconds, 1 or more
   */
  static String time(long micros, long errorMicros) {
    long step = 1;
    int digits = 6;
    while (step <= errorMicros / 10) {
      step *= 10;
      digits--;
    }
    long rounded = Math.floorDiv(micros + step / 2, step) * step;
    long size = Math.abs(rounded);
    if (size < 10_000 && digits > 3) {
      return Quantity.number(rounded) + " µs";
    }
    return size < 999_950 && step < 1_000_000
        ? decimal(rounded / 1e3, Math.clamp(digits - 3, 0, 1)) + " ms"
        : decimal(rounded / 1e6, Math.clamp(digits, 0, size < 99_999_500 ? 3 : 1)) + " s";
  }

  private static String decimal(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
