package net.teardown.campaign;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/** The counts of one cell's runs so far. Not thread-safe. */
final class Tally {

  /** A kind of run that is counted separately. */
  record Kind(
      Verdict verdict,
      Delivery delivery,
      @Nullable Boolean asPredicted,
      @Nullable Boolean met,
      @Nullable Integer httpStatus) {

    static Kind of(Run run) {
      return new Kind(
          run.verdict(), run.delivery(), run.asPredicted(), run.met(), run.httpStatus());
    }
  }

  /**
   * The constants by the numbers that version 1 stored; the order of the enum's constants may
   * change.
   */
  private static final List<String> VERDICTS_OF_VERSION_1 =
      List.of(
          "CLEAN_EOF",
          "EOF_THEN_RESET",
          "RESET",
          "TIMED_OUT",
          "REFUSED",
          "UNREACHABLE",
          "CONNECT_TIMED_OUT",
          "KEPT_OPEN",
          "NOT_OBSERVED",
          "INCONCLUSIVE");

  private static final List<String> DELIVERIES_OF_VERSION_1 =
      List.of("NONE_SENT", "WHOLE", "TRUNCATED", "LOST", "UNKNOWN");

  private final Map<Kind, Integer> counts = new LinkedHashMap<>();
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
    counts.merge(Kind.of(run), 1, Integer::sum);
    if (run.connectMicros() != null) {
      connect.recordValue(run.connectMicros());
    }
    duration.recordValue(run.durationMicros());
  }

  Map<Kind, Integer> counts() {
    return Collections.unmodifiableMap(counts);
  }

  /** In microseconds; null without values. */
  @Nullable Percentiles connect() {
    return percentiles(connect);
  }

  /** In microseconds; null without values. */
  @Nullable Percentiles duration() {
    return percentiles(duration);
  }

  private static @Nullable Percentiles percentiles(IntCountsHistogram of) {
    return of.getTotalCount() == 0
        ? null
        : new Percentiles(
            of.getValueAtPercentile(50), of.getValueAtPercentile(90), of.getValueAtPercentile(99));
  }

  /** How many bytes {@link #write} writes at most. */
  int mostBytes() {
    return 16
        + 8 * counts.size()
        + connect.getNeededByteBufferCapacity()
        + duration.getNeededByteBufferCapacity();
  }

  /**
   * @param kinds the index of each kind in the list that is stored separately
   */
  void write(ByteBuffer to, ToIntFunction<Kind> kinds) {
    to.putInt(counts.size());
    counts.forEach((kind, count) -> to.putInt(kinds.applyAsInt(kind)).putInt(count));
    connect.encodeIntoByteBuffer(to);
    duration.encodeIntoByteBuffer(to);
  }

  /** Reads what {@link #write} wrote, with that list of kinds. */
  static Tally read(ByteBuffer from, List<Kind> kinds) {
    return read(from, () -> kinds.get(from.getInt()));
  }

  /** Reads the format from before kinds were stored by name. */
  static Tally readOfVersion1(ByteBuffer from) {
    return read(
        from,
        () -> {
          Verdict verdict = Verdict.valueOf(VERDICTS_OF_VERSION_1.get(from.get()));
          Delivery delivery = Delivery.valueOf(DELIVERIES_OF_VERSION_1.get(from.get()));
          byte asPredicted = from.get();
          return new Kind(
              verdict, delivery, asPredicted == 2 ? null : asPredicted == 1, null, null);
        });
  }

  private static Tally read(ByteBuffer from, Supplier<Kind> next) {
    Map<Kind, Integer> counts = new LinkedHashMap<>();
    int kinds = from.getInt();
    for (int i = 0; i < kinds; i++) {
      counts.put(next.get(), from.getInt());
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
