package net.teardown.experiment.evidence;

import org.jspecify.annotations.Nullable;

/**
 * One call that one end made, or several like calls in a row.
 *
 * @param atMicros when it was called, microseconds since the run began
 * @param untilMicros when it returned, on the same clock
 * @param call which call
 * @param bytes its byte argument: what was offered to {@code send} or asked of {@code recv}; null
 *     where a call has none. Of several calls the sum, but bytes that were offered again because
 *     only a part was accepted count once
 * @param result what it returned, the sum of the bytes for several calls; null if it failed
 * @param errno the symbol of the error it failed with, such as {@code ECONNRESET}; null if it
 *     succeeded
 * @param times how many calls this step stands for, 1 or more; a large transfer is one step
 */
public record Step(
    long atMicros,
    long untilMicros,
    Call call,
    @Nullable Long bytes,
    @Nullable Long result,
    @Nullable String errno,
    int times) {

  public Step {
    if (times < 1) {
      throw new IllegalArgumentException("'times' must be 1 or more, not " + times);
    }
  }

  /** Whether this is the {@code recv} that returned end of stream. */
  public boolean endOfStream() {
    return call == Call.RECV && errno == null && result != null && result == 0;
  }

  /** Whether the call failed with this error. */
  public boolean failedWith(String symbol) {
    return symbol.equals(errno);
  }
}
