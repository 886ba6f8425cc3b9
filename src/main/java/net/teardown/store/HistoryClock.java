package net.teardown.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The time by which it is judged how old something is: the wall clock's, less what it went ahead of
 * the time that has passed and hasn't held for a day yet. What was seen of the wall clock is kept
 * with the history, so that a start knows it, and every instance that shares it.
 */
class HistoryClock {

  /** How often the wall clock is looked at, at least. */
  static final Duration EVERY = Duration.ofMinutes(1);

  private static final Duration WRITTEN_AFTER = Duration.ofSeconds(30);
  private static final Logger log = LoggerFactory.getLogger(HistoryClock.class);

  private final JdbcClient jdbc;
  private final Database access;
  private final Clock wall;
  private final LongSupplier nanos;
  private @Nullable Long lastNanos;
  private Duration told = Duration.ZERO;

  /**
   * @param wall the clock that somebody may set
   * @param nanos one that nobody can, as {@link System#nanoTime()}
   */
  HistoryClock(JdbcClient jdbc, Database access, Clock wall, LongSupplier nanos) {
    this.jdbc = jdbc;
    this.access = access;
    this.wall = wall;
    this.nanos = nanos;
  }

  /** Looks at the wall clock. It never throws: the next time is another chance. */
  void look() {
    if (!access.available()) {
      return;
    }
    try {
      believed();
    } catch (HistoryUnavailable e) {
      log.debug("the wall clock's time could not be kept", e);
    }
  }

  /**
   * Looks at the wall clock, and says what time it is as far as can be believed: never later than
   * the wall clock says.
   *
   * @throws HistoryUnavailable if what was seen before can't be read, or kept
   */
  synchronized Instant believed() {
    long nowNanos = nanos.getAsLong();
    Instant now = wall.instant().truncatedTo(ChronoUnit.MICROS);
    Duration passed =
        lastNanos == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, nowNanos - lastNanos));
    WallTime[] seen = access.atomically(() -> see(now, passed));
    lastNanos = nowNanos;
    tell(seen[0], seen[1]);
    return seen[1].believed();
  }

  /** Before and after. */
  private WallTime[] see(Instant now, Duration passed) {
    Optional<WallTime> kept =
        jdbc.sql("select * from history_clock where id = 1 for update")
            .query((row, _) -> {
              OffsetDateTime until = row.getObject("doubted_until", OffsetDateTime.class);
              return new WallTime(
                  row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                  Duration.of(row.getLong("doubted_micros"), ChronoUnit.MICROS),
                  until == null ? null : until.toInstant(),
                  Duration.of(row.getLong("later_micros"), ChronoUnit.MICROS));
            })
            .optional();
    WallTime before = kept.orElseGet(() -> WallTime.of(newest().orElse(now)));
    WallTime after = before.seen(now, passed);
    if (kept.isEmpty()) {
      insert(after);
    } else if (!after.sameDoubts(before)
        || Duration.between(before.at(), now).abs().compareTo(WRITTEN_AFTER) >= 0) {
      update(after);
    }
    return new WallTime[] {before, after};
  }

  /** What a version that didn't look at the clock last kept is the last time that it saw. */
  private Optional<Instant> newest() {
    return jdbc.sql("select started_at from experiment order by started_at desc, id desc limit 1")
        .query(OffsetDateTime.class)
        .optional()
        .map(OffsetDateTime::toInstant);
  }

  private void insert(WallTime time) {
    jdbc.sql(
            "insert into history_clock (seen_at, doubted_micros, doubted_until, later_micros, id)"
                + " values (?, ?, ?, ?, 1) on conflict do nothing")
        .params(values(time))
        .update();
  }

  private void update(WallTime time) {
    jdbc.sql(
            "update history_clock set seen_at = ?, doubted_micros = ?, doubted_until = ?,"
                + " later_micros = ? where id = 1")
        .params(values(time))
        .update();
  }

  private static List<@Nullable Object> values(WallTime time) {
    Instant until = time.doubtedUntil();
    return Arrays.asList(
        StoredTime.bound(time.at()),
        micros(time.doubted()),
        until == null ? null : StoredTime.bound(until),
        micros(time.doubtedLater()));
  }

  private static long micros(Duration duration) {
    return Math.addExact(
        Math.multiplyExact(duration.toSeconds(), 1_000_000L), duration.toNanosPart() / 1_000);
  }

  /** Once for each step, even if instances whose clocks differ see it again and again. */
  private void tell(WallTime before, WallTime after) {
    Duration ahead = after.allDoubted();
    if (ahead.compareTo(before.allDoubted()) > 0) {
      Duration differs = ahead.minus(told).abs();
      if (differs.compareTo(WallTime.STEP) > 0) {
        told = ahead;
        log.warn(
            "The wall clock is {} ahead of the time that has passed as far as is known here,"
                + " because it was set or because nobody looked at it for as long. Until it has"
                + " held for {}, nothing is deleted for its age on the strength of that.",
            ahead.truncatedTo(ChronoUnit.SECONDS),
            WallTime.HOLD);
      }
    } else if (!told.isZero() && ahead.isZero()) {
      told = Duration.ZERO;
      log.info("The wall clock is believed again: experiments are deleted by their age.");
    }
  }
}
