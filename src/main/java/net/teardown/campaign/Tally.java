package net.teardown.campaign;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/** What the runs of one cell come to so far. For one thread at a time. */
final class Tally {

  /** What is counted apart. */
  record Kind(Verdict verdict, Delivery delivery, @Nullable Boolean asPredicted) {}

  private final Map<Kind, Integer> counts = new HashMap<>();
  private final IntCountsHistogram connect;
  private final IntCountsHistogram duration;

  /**
   * @param digits significant decimal digits of the percentiles
   */
  Tally(int digits) {
    this.connect = histogram(digits);
    this.duration = histogram(digits);
  }

  private Tally(IntCountsHistogram connect, IntCountsHistogram duration) {
    this.connect = connect;
    this.duration = duration;
  }

  private static IntCountsHistogram histogram(int digits) {
    IntCountsHistogram histogram = new IntCountsHistogram(digits);
    histogram.setAutoResize(true);
    return histogram;
  }

  void count(Run run) {
    counts.merge(new Kind(run.verdict(), run.delivery(), run.asPredicted()), 1, Integer::sum);
    if (run.connectMicros() != null) {
      connect.recordValue(run.connectMicros());
    }
    duration.recordValue(run.durationMicros());
  }

  Map<Kind, Integer> counts() {
    return Collections.unmodifiableMap(counts);
  }

  /** Microseconds. */
  @Nullable Percentiles connect() {
    return percentiles(connect);
  }

  /** Microseconds. */
  @Nullable Percentiles duration() {
    return percentiles(duration);
  }

  private static @Nullable Percentiles percentiles(IntCountsHistogram of) {
    return of.getTotalCount() == 0
        ? null
        : new Percentiles(
            of.getValueAtPercentile(50), of.getValueAtPercentile(90), of.getValueAtPercentile(99));
  }

  /** At most so many bytes are {@link #write written}. */
  int mostBytes() {
    return 16
        + 8 * counts.size()
        + connect.getNeededByteBufferCapacity()
        + duration.getNeededByteBufferCapacity();
  }

  void write(ByteBuffer to) {
    to.putInt(counts.size());
    counts.forEach((kind, count) -> {
      to.put((byte) kind.verdict().ordinal());
      to.put((byte) kind.delivery().ordinal());
      to.put((byte) (kind.asPredicted() == null ? 2 : kind.asPredicted() ? 1 : 0));
      to.putInt(count);
    });
    connect.encodeIntoByteBuffer(to);
    duration.encodeIntoByteBuffer(to);
  }

  static Tally read(ByteBuffer from) {
    int kinds = from.getInt();
    Map<Kind, Integer> counts = new HashMap<>();
    for (int i = 0; i < kinds; i++) {
      Verdict verdict = Verdict.values()[from.get()];
      Delivery delivery = Delivery.values()[from.get()];
      byte asPredicted = from.get();
      counts.put(
          new Kind(verdict, delivery, asPredicted == 2 ? null : asPredicted == 1), from.getInt());
    }
    Tally tally = new Tally(decoded(from), decoded(from));
    tally.counts.putAll(counts);
    return tally;
  }

  private static IntCountsHistogram decoded(ByteBuffer from) {
    IntCountsHistogram histogram = IntCountsHistogram.decodeFromByteBuffer(from, 0);
    histogram.setAutoResize(true);
    return histogram;
  }
}
