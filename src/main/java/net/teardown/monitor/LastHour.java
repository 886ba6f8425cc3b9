package net.teardown.monitor;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * How often each verdict came in each minute of the last hour. A target mostly ends in one way, so
 * a row of counts is made when its verdict first comes: about 300 bytes for a target whose runs all
 * end alike. Not thread-safe.
 */
final class LastHour {

  private static final int MINUTES = 60;

  private final Map<Verdict, short[]> ended = new EnumMap<>(Verdict.class);
  private short @Nullable [] failed;
  private short @Nullable [] denied;

  /** The latest minute that was counted, since 1970. */
  private long newest = Long.MIN_VALUE / 2;

  /**
   * Counts a run.
   *
   * @param verdict null if the policy denied the target
   * @param success whether it ended as wanted
   */
  void count(Instant at, @Nullable Verdict verdict, boolean success) {
    long minute = minute(at);
    forgetUntil(minute);
    if (verdict == null) {
      denied = counted(denied, minute);
    } else {
      ended.put(verdict, counted(ended.get(verdict), minute));
    }
    if (!success) {
      failed = counted(failed, minute);
    }
  }

  /** The counts of the hour up to this minute, which isn't over. */
  TargetSeries until(Instant now, String target, String address) {
    Map<Verdict, List<Integer>> verdicts = new LinkedHashMap<>();
    ended.forEach((verdict, counts) -> {
      List<Integer> row = row(counts, now);
      if (row.stream().anyMatch(count -> count > 0)) {
        verdicts.put(verdict, row);
      }
    });
    return new TargetSeries(target, address, verdicts, row(failed, now), row(denied, now));
  }

  /** The beginning of the first minute that {@link #until} has. */
  static Instant begin(Instant now) {
    return Instant.ofEpochSecond(60 * first(now));
  }

  private static long first(Instant now) {
    return minute(now) - MINUTES + 1;
  }

  private static long minute(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), 60L);
  }

  private static int place(long minute) {
    return (int) Math.floorMod(minute, (long) MINUTES);
  }

  /** Clears what an hour ago stood where this minute and those before it are counted. */
  private void forgetUntil(long minute) {
    if (Math.abs(minute - newest) >= MINUTES) {
      // After the clock was set back by an hour and more, too.
      ended.clear();
      failed = null;
      denied = null;
      newest = minute;
    }
    while (newest < minute) {
      newest++;
      int place = place(newest);
      ended.values().forEach(counts -> counts[place] = 0);
      clear(failed, place);
      clear(denied, place);
    }
  }

  private static void clear(short @Nullable [] counts, int place) {
    if (counts != null) {
      counts[place] = 0;
    }
  }

  private static short[] counted(short @Nullable [] counts, long minute) {
    short[] row = counts == null ? new short[MINUTES] : counts;
    int place = place(minute);
    if (row[place] < Short.MAX_VALUE) {
      row[place]++;
    }
    return row;
  }

  private List<Integer> row(short @Nullable [] counts, Instant now) {
    if (counts == null) {
      return Collections.nCopies(MINUTES, 0);
    }
    return LongStream.range(first(now), first(now) + MINUTES)
        .mapToObj(minute -> isHeld(minute) ? (int) counts[place(minute)] : 0)
        .toList();
  }

  private boolean isHeld(long minute) {
    return minute <= newest && minute > newest - MINUTES;
  }
}
