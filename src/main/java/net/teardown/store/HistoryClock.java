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
 * Tells the time by which the age of experiments is judged. It is the wall clock's time minus the
 * part of a forward step that hasn't held for a day yet. What was last seen of the wall clock is
 * kept in the database, so that a restart and all instances that share the database know it.
 */
class HistoryClock {

  /** How often the wall clock is read, at least. */
  static final Duration EVERY = Duration.ofMinutes(1);

  private static final Duration WRITTEN_AFTER = Duration.ofSeconds(30);
  private static final Logger log = LoggerFactory.getLogger(HistoryClock.class);

  private final JdbcClient jdbc;
  private final Database database;
  private final Clock wall;
  private final LongSupplier nanos;
  private @Nullable Long lastNanos;
  private Duration told = Duration.ZERO;

  /**
   * @param wall the clock that an operator may set
   * @param nanos a monotonic clock that nobody can set, as {@link System#nanoTime()}
   */
  HistoryClock(JdbcClient jdbc, Database database, Clock wall, LongSupplier nanos) {
    this.jdbc = jdbc;
    this.database = database;
    this.wall = wall;
    this.nanos = nanos;
  }

  /** Reads the wall clock. Never throws, because the next call tries again. */
  void look() {
    if (!database.available()) {
      return;
    }
    try {
      believed();
    } catch (HistoryUnavailable e) {
      log.debug("the wall clock's time could not be kept", e);
    }
  }

  /**
   * Reads the wall clock and returns the believed time, which is never later than the wall clock's.
   *
   * @throws HistoryUnavailable if the earlier reading can't be read, or the new one can't be kept
   */
  synchronized Instant believed() {
    long nowNanos = nanos.getAsLong();
    Instant now = wall.instant().truncatedTo(ChronoUnit.MICROS);
    Duration passed =
        lastNanos == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, nowNanos - lastNanos));
    WallTime[] seen = database.atomically(() -> see(now, passed));
    lastNanos = nowNanos;
    tell(seen[0], seen[1]);
    return seen[1].believed();
  }

  /** Updates the stored reading; returns the reading before and after. */
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

  /** The newest experiment's start, for a history that a version without this clock wrote. */
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

  /** Logs each step once, even if instances with different clocks see it again and again. */
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
