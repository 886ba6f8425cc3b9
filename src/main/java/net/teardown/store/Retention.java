package net.teardown.store;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.teardown.experiment.Experiments.HistoryUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Forgets the oldest experiments and campaigns, in slices short enough that nobody who keeps one
 * has to wait.
 */
class Retention {

  private static final Logger log = LoggerFactory.getLogger(Retention.class);
  private static final int SLICE = 500;

  private final JdbcClient jdbc;
  private final StoredCampaigns campaigns;
  private final Availability availability;
  private final HistoryProperties properties;
  private final Clock clock;
  private boolean failing;

  private record Key(OffsetDateTime startedAt, UUID id) {}

  Retention(
      JdbcClient jdbc,
      StoredCampaigns campaigns,
      Availability availability,
      HistoryProperties properties,
      Clock clock) {
    this.jdbc = jdbc;
    this.campaigns = campaigns;
    this.availability = availability;
    this.properties = properties;
    this.clock = clock;
  }

  /** Clears out once. It never throws: the next time is another chance. */
  void sweep() {
    if (!availability.available()) {
      return;
    }
    try {
      campaigns.forget(oldest());
      long forgotten = forgetOld() + forgetSurplus();
      if (forgotten > 0) {
        log.debug(
            "Forgot {} experiments beyond {} or {} in number.",
            forgotten,
            properties.maxAge(),
            properties.maxCount());
      }
      failing = false;
    } catch (DataAccessException | HistoryUnavailable e) {
      availability.doubt(e);
      if (!failing && availability.available()) {
        failing = true;
        log.warn(
            "Old experiments can't be deleted, so the history grows: {}",
            NestedExceptionUtils.getMostSpecificCause(e).getMessage());
      }
    }
  }

  private long forgetOld() {
    return forget("started_at < ?", List.of(StoredTime.bound(oldest()), SLICE));
  }

  private Instant oldest() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS).minus(properties.maxAge());
  }

  private long forgetSurplus() {
    Optional<Key> first =
        jdbc.sql(
                "select started_at, id from experiment order by started_at desc, id desc limit 1"
                    + " offset ?")
            .param(properties.maxCount())
            .query((row, _) ->
                new Key(
                    row.getObject("started_at", OffsetDateTime.class),
                    row.getObject("id", UUID.class)))
            .optional();
    return first
        .map(key ->
            forget(
                "started_at <= ? and (started_at, id) <= (?, ?)",
                List.of(key.startedAt(), key.startedAt(), key.id(), SLICE)))
        .orElse(0L);
  }

  private long forget(String condition, List<Object> parameters) {
    long forgotten = 0;
    List<UUID> slice;
    do {
      // Two statements, because H2 answers "delete ... where id in (select ...)" by reading the
      // whole table.
      slice =
          jdbc.sql("select id from experiment where " + condition + " limit ?")
              .params(parameters)
              .query((row, _) -> row.getObject("id", UUID.class))
              .list();
      if (!slice.isEmpty()) {
        forgotten +=
            jdbc.sql("delete from experiment where id in (:ids)").param("ids", slice).update();
      }
    } while (slice.size() == SLICE && !Thread.currentThread().isInterrupted());
    return forgotten;
  }
}
