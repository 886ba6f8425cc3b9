package net.teardown.store;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deletes the oldest experiments and campaigns, in slices so short that callers who keep an
 * experiment don't have to wait.
 */
class Retention {

  private static final Logger log = LoggerFactory.getLogger(Retention.class);
  private static final int SLICE = 500;

  private final JdbcClient jdbc;
  private final ExperimentRows experiments;
  private final StoredCampaigns campaigns;
  private final StoredEnvironments environments;
  private final Availability availability;
  private final HistoryProperties properties;
  private final HistoryClock clock;
  private boolean failing;

  private record Key(OffsetDateTime startedAt, UUID id) {}

  Retention(
      JdbcClient jdbc,
      ExperimentRows experiments,
      StoredCampaigns campaigns,
      StoredEnvironments environments,
      Availability availability,
      HistoryProperties properties,
      HistoryClock clock) {
    this.jdbc = jdbc;
    this.experiments = experiments;
    this.campaigns = campaigns;
    this.environments = environments;
    this.availability = availability;
    this.properties = properties;
    this.clock = clock;
  }

  /** Sweeps once. Never throws, because the next sweep tries again. */
  void sweep() {
    if (!availability.available()) {
      return;
    }
    try {
      Instant now = clock.believed().truncatedTo(ChronoUnit.MICROS);
      Instant oldest = now.minus(properties.maxAge());
      campaigns.forget(oldest);
      long forgotten =
          forget("started_at < ?", List.of(StoredTime.bound(oldest))) + forgetSurplus();
      environments.forgetUnused(now);
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

  private long forgetSurplus() {
    long kept =
        experiments.count(ExperimentFilter.ALL).values().stream().mapToLong(Long::longValue).sum();
    if (kept <= properties.maxCount()) {
      return 0;
    }
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
                List.of(key.startedAt(), key.startedAt(), key.id())))
        .orElse(0L);
  }

  private long forget(String condition, List<Object> parameters) {
    long forgotten = 0;
    int slice;
    do {
      slice = experiments.delete(condition, parameters, SLICE);
      forgotten += slice;
    } while (slice == SLICE && !Thread.currentThread().isInterrupted());
    return forgotten;
  }
}
