package net.teardown.script;

import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Step;
import net.teardown.socket.CallResult;
import net.teardown.socket.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Records the calls of one end. Consecutive equal calls become one step, so that large transfers
 * and long waits stay short: the step holds the sum of the bytes moved, or the last count.
 */
final class Transcript {

  private static final int MOST_IN_ORDER = 2000;
  private static final int LAST_FEW = 8;

  private final long originNanos;
  private final List<Step> steps = new ArrayList<>(16);

  /**
   * @param originNanos {@link System#nanoTime()} at the run's start, the same for both ends
   */
  Transcript(long originNanos) {
    this.originNanos = originNanos;
  }

  void add(long atNanos, long untilNanos, Call call, @Nullable Long bytes, CallResult result) {
    Errno errno = result.errno();
    long at = (atNanos - originNanos) / 1000;
    long until = (untilNanos - originNanos) / 1000;
    if (errno != null) {
      steps.add(new Step(at, until, call, bytes, null, errno.symbol(), 1));
      return;
    }
    int index = continued(call);
    Step last = index < 0 ? null : steps.get(index);
    if (last == null || last.errno() != null) {
      steps.add(new Step(at, until, call, bytes, result.value(), null, 1));
    } else if (call == Call.UNREAD || call == Call.UNACKNOWLEDGED) {
      steps.set(
          index,
          new Step(last.atMicros(), until, call, null, result.value(), null, last.times() + 1));
    } else if (bytes != null && moved(last.result()) && result.value() > 0) {
      steps.set(
          index,
          new Step(
              last.atMicros(),
              until,
              call,
              sum(last.bytes(), bytes),
              sum(last.result(), result.value()),
              null,
              last.times() + 1));
    } else {
      steps.add(new Step(at, until, call, bytes, result.value(), null, 1));
    }
  }

  /**
   * The index of the step that a call of this kind continues: the last step, or, past the bound,
   * one of the last few. So two ends that alternate byte by byte don't fill the memory. -1 if none.
   */
  private int continued(Call call) {
    int size = steps.size();
    int least = size < MOST_IN_ORDER ? size - 1 : size - LAST_FEW;
    for (int i = size - 1; i >= Math.max(0, least); i--) {
      if (steps.get(i).call() == call) {
        return i;
      }
    }
    return -1;
  }

  List<Step> steps() {
    return steps;
  }

  private static boolean moved(@Nullable Long result) {
    return result != null && result > 0;
  }

  private static long sum(@Nullable Long one, long other) {
    return (one == null ? 0 : one) + other;
  }
}
