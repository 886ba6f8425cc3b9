package net.teardown.experiment.terms;

import java.time.Duration;
import java.util.Locale;

/** Whole numbers in words, with commas between the thousands. */
public final class Quantity {

  private Quantity() {}

  /** {@code 65,536}. */
  public static String number(long value) {
    // Most numbers are small, and a formatter costs a microsecond.
    return Math.abs(value) < 1000 ? Long.toString(value) : String.format(Locale.ROOT, "%,d", value);
  }

  /** {@code 300 ms}, {@code 30 s}, {@code 1,500 ms}. */
  public static String time(Duration time) {
    return time.toMillis() % 1000 == 0
        ? number(time.toSeconds()) + " s"
        : number(time.toMillis()) + " ms";
  }

  /** {@code 1 byte}, {@code 65,536 bytes}. */
  public static String bytes(long count) {
    return of(count, "byte");
  }

  /** {@code 1 segment}, {@code 1,200 segments}. */
  public static String segments(long count) {
    return of(count, "segment");
  }

  /** {@code 1 cell}, {@code 16 cells}. */
  public static String cells(long count) {
    return of(count, "cell");
  }

  /** {@code 1 run}, {@code 2,400 runs}. */
  public static String runs(long count) {
    return of(count, "run");
  }

  private static String of(long count, String one) {
    return count == 1 ? "1 " + one : number(count) + " " + one + "s";
  }
}
