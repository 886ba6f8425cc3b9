package net.teardown.script;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Step;
import net.teardown.socket.CallResult;
import net.teardown.socket.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Records the calls of one end. Consecutive equal calls become one step, so that large transfers
 * and long waits stay short: the step holds the sum of the bytes moved, or the last count. Bytes
 * that {@code send} was offered again count once.
 *
 * <p>It holds the figures of each step, and makes {@link Step}s only of what is read: most runs of
 * a campaign are counted and never looked at. Whoever makes run after run uses one again.
 */
public final class Transcript {

  private static final int MOST_IN_ORDER = 2000;
  private static final int LAST_FEW = 8;
  private static final int USUAL = 16;
  private static final long NO_BYTES = -1;

  private long originNanos;
  private int size;
  private Call[] calls = new Call[USUAL];
  private @Nullable Errno[] errnos = new @Nullable Errno[USUAL];
  private long[] at = new long[USUAL];
  private long[] until = new long[USUAL];
  private long[] bytes = new long[USUAL];
  private long[] results = new long[USUAL];
  private int[] times = new int[USUAL];

  /** Makes an empty one. */
  public Transcript() {}

  /**
   * Forgets everything.
   *
   * @param nanos {@link System#nanoTime()} at the run's start, the same for both ends
   */
  void begin(long nanos) {
    originNanos = nanos;
    size = 0;
  }

  void add(long atNanos, long untilNanos, Call call, CallResult result) {
    add(atNanos, untilNanos, call, NO_BYTES, result);
  }

  /**
   * @param offered the call's byte argument; below 0 if it has none
   */
  void add(long atNanos, long untilNanos, Call call, long offered, CallResult result) {
    Errno errno = result.errno();
    if (errno == null) {
      int last = continued(call);
      if (last >= 0 && errnos[last] == null) {
        if (call == Call.UNREAD || call == Call.UNACKNOWLEDGED) {
          goOn(last, untilNanos, NO_BYTES, result.value());
          return;
        }
        if (offered >= 0 && results[last] > 0 && result.value() > 0) {
          long before = Math.max(0, bytes[last]);
          // A send begins at the first byte that wasn't accepted before, so what was offered in
          // vain is offered again.
          long all =
              call == Call.RECV ? before + offered : Math.max(before, results[last] + offered);
          goOn(last, untilNanos, all, results[last] + result.value());
          return;
        }
      }
    }
    int index = size++;
    if (index == calls.length) {
      grow();
    }
    calls[index] = call;
    errnos[index] = errno;
    at[index] = atNanos;
    until[index] = untilNanos;
    bytes[index] = offered;
    results[index] = result.value();
    times[index] = 1;
  }

  private void goOn(int index, long untilNanos, long offered, long result) {
    until[index] = untilNanos;
    bytes[index] = offered;
    results[index] = result;
    times[index]++;
  }

  private void grow() {
    int length = 2 * calls.length;
    calls = Arrays.copyOf(calls, length);
    errnos = Arrays.copyOf(errnos, length);
    at = Arrays.copyOf(at, length);
    until = Arrays.copyOf(until, length);
    bytes = Arrays.copyOf(bytes, length);
    results = Arrays.copyOf(results, length);
    times = Arrays.copyOf(times, length);
  }

  /**
   * The index of the step that a call of this kind continues: the last step, or, past the bound,
   * one of the last few. So two ends that alternate byte by byte don't fill the memory. -1 if none.
   */
  private int continued(Call call) {
    int least = size < MOST_IN_ORDER ? size - 1 : size - LAST_FEW;
    for (int i = size - 1; i >= Math.max(0, least); i--) {
      if (calls[i] == call) {
        return i;
      }
    }
    return -1;
  }

  /**
   * When the last call returned, which is also when the next is made if that follows at once: a
   * look at the clock takes as long as some calls.
   */
  long returnedNanos() {
    return size == 0 ? System.nanoTime() : until[size - 1];
  }

  /** Whether a call of this kind succeeded. */
  boolean succeededIn(Call call) {
    for (int i = 0; i < size; i++) {
      if (calls[i] == call && errnos[i] == null) {
        return true;
      }
    }
    return false;
  }

  /** The symbols of all errors, in order. */
  List<String> errors() {
    List<String> errors = List.of();
    for (int i = 0; i < size; i++) {
      Errno errno = errnos[i];
      if (errno != null) {
        errors = errors.isEmpty() ? new ArrayList<>(1) : errors;
        errors.add(errno.symbol());
      }
    }
    return errors;
  }

  /** As {@link net.teardown.experiment.evidence.EndFacts#micros}. */
  @Nullable Long micros(Call call) {
    int first = -1;
    int last = -1;
    for (int i = 0; i < size; i++) {
      if (calls[i] == call) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    return first < 0 ? null : Long.valueOf(micros(until[last]) - micros(at[first]));
  }

  /** All steps so far; a copy. */
  List<Step> steps() {
    List<Step> steps = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Errno errno = errnos[i];
      steps.add(
          new Step(
              micros(at[i]),
              micros(until[i]),
              calls[i],
              bytes[i] < 0 ? null : Long.valueOf(bytes[i]),
              errno == null ? Long.valueOf(results[i]) : null,
              errno == null ? null : errno.symbol(),
              times[i]));
    }
    return steps;
  }

  private long micros(long nanos) {
    return (nanos - originNanos) / 1000;
  }
}
