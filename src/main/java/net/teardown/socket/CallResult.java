package net.teardown.socket;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The result of a system call.
 *
 * @param value what it returned, usually a number of bytes; -1 if it failed
 * @param errno why it failed; null if it did not
 */
public record CallResult(long value, @Nullable Errno errno) {

  // Cached, because most results are small numbers and every experiment has about ten.
  private static final CallResult[] SMALL = new CallResult[256];

  static {
    Arrays.setAll(SMALL, value -> new CallResult(value, null));
  }

  /** A call that returned {@code value}, which isn't negative. */
  public static CallResult ok(long value) {
    return 0 <= value && value < SMALL.length ? SMALL[(int) value] : new CallResult(value, null);
  }

  /** A call that failed. */
  public static CallResult failed(Errno errno) {
    return errno.failure();
  }

  /** Whether the call succeeded. */
  public boolean ok() {
    return errno == null;
  }

  /** Whether the call failed with this errno. */
  public boolean failedWith(Errno reason) {
    return reason.equals(errno);
  }

  @Override
  public String toString() {
    return errno == null ? Long.toString(value) : errno.toString();
  }
}
