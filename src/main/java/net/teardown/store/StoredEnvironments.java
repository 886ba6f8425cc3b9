package net.teardown.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps the environments that stored outcomes name, a row each. There are few of them, because
 * hosts are seldom set otherwise, so this class remembers what it has written and read.
 *
 * <p>A row says until when it is in use: no outcome that names it began later. Whoever stores an
 * outcome makes sure of that beforehand, long enough ahead that it is seldom written. So a row may
 * be deleted once the oldest outcome that is left began after that time, and nobody has to look for
 * outcomes that name it.
 */
@Component
class StoredEnvironments {

  /** How far ahead a row says that it is in use. */
  private static final Duration AHEAD = Duration.ofHours(1);

  /** How long this process relies on what it has written; much shorter than {@link #AHEAD}. */
  private static final Duration RELIED_ON = Duration.ofMinutes(10);

  /** More than there are hosts and settings of them in most histories. */
  private static final int MOST_REMEMBERED = 1000;

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{16}");

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final Database database;
  private final Clock clock = Clock.systemUTC();
  private final Map<String, Environment> read = new ConcurrentHashMap<>();
  private final Map<Environment, Use> inUse = new ConcurrentHashMap<>();

  /**
   * @param until what the row says
   * @param writtenNanos {@link System#nanoTime()} when it was written
   */
  private record Use(Instant until, long writtenNanos) {

    boolean covers(Instant startedAt) {
      return !startedAt.isAfter(until) && System.nanoTime() - writtenNanos < RELIED_ON.toNanos();
    }
  }

  StoredEnvironments(JdbcClient jdbc, JdbcTemplate batches, Database database) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.database = database;
  }

  /**
   * Writes the environments of outcomes that are about to be stored, unless that was done before.
   *
   * @throws HistoryUnavailable if the store can't commit them
   */
  void write(Collection<Outcome> outcomes) {
    Map<Environment, Instant> missing = new HashMap<>();
    for (Outcome outcome : outcomes) {
      Instant startedAt = outcome.run().startedAt();
      outcome
          .environments()
          .known()
          .filter(environment -> {
            Use use = inUse.get(environment);
            return use == null || !use.covers(startedAt);
          })
          .forEach(
              environment -> missing.merge(environment, startedAt, (a, b) -> a.isAfter(b) ? a : b));
    }
    if (missing.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    long nanos = System.nanoTime();
    Map<Environment, Use> uses = new HashMap<>();
    missing.forEach((environment, startedAt) ->
        uses.put(
            environment,
            new Use(
                (startedAt.isAfter(now) ? startedAt : now)
                    .plus(AHEAD)
                    .truncatedTo(ChronoUnit.MICROS),
                nanos)));
    database.atomically(() -> {
      insert(uses);
      return uses;
    });
    if (inUse.size() > MOST_REMEMBERED) {
      inUse.clear();
    }
    inUse.putAll(uses);
  }

  private void insert(Map<Environment, Use> uses) {
    List<Object[]> rows = new ArrayList<>();
    List<Object[]> updates = new ArrayList<>();
    uses.entrySet().stream()
        // Always in this order, so that two instances don't wait for each other.
        .sorted(Comparator.comparing(use -> use.getKey().hash()))
        .forEach(use -> {
          String hash = use.getKey().hash();
          OffsetDateTime until = StoredTime.bound(use.getValue().until());
          rows.add(new Object[] {hash, OutcomeJson.settings(use.getKey()), until});
          updates.add(new Object[] {until, hash, until});
        });
    batches.batchUpdate(
        "insert into environment (hash, settings, used_until) values (?, ?, ?) on conflict do"
            + " nothing",
        rows);
    batches.batchUpdate(
        "update environment set used_until = ? where hash = ? and used_until < ?", updates);
  }

  /** The environment with this hash; empty if no stored outcome names one. */
  Optional<Environment> find(String hash) {
    if (!HASH.matcher(hash).matches()) {
      return Optional.empty();
    }
    return database.with(() ->
        jdbc.sql("select settings from environment where hash = ?")
            .param(hash)
            .query((row, _) -> OutcomeJson.environment(row.getString("settings")))
            .optional());
  }

  /** Converts rows to experiments, in order, with the environments that they name. */
  List<Experiment> of(List<OutcomeJson.Written> rows) {
    Set<String> missing = new HashSet<>();
    rows.forEach(row -> missing.addAll(row.environments()));
    missing.removeIf(read::containsKey);
    if (!missing.isEmpty()) {
      if (read.size() > MOST_REMEMBERED) {
        read.clear();
      }
      database
          .with(() ->
              jdbc.sql("select settings from environment where hash in (:hashes)")
                  .param("hashes", missing)
                  .query((row, _) -> OutcomeJson.environment(row.getString("settings")))
                  .list())
          .forEach(environment -> read.put(environment.hash(), environment));
    }
    return rows.stream().map(row -> row.experiment(read)).toList();
  }

  /**
   * Deletes those that no stored outcome names any more.
   *
   * @param now the time that is believed
   */
  void forgetUnused(Instant now) {
    Instant oldest =
        database.with(() ->
            jdbc.sql("select min(started_at) from experiment")
                .query((row, _) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant)
                .orElse(now));
    OffsetDateTime since = StoredTime.bound(oldest.isBefore(now) ? oldest : now);
    long unused =
        database.with(() ->
            jdbc.sql("select count(*) from environment where used_until < ?")
                .param(since)
                .query(Long.class)
                .single());
    // A deletion of nothing succeeds on a full disk, and would say that it can be written.
    if (unused > 0) {
      database.change(
          () -> jdbc.sql("delete from environment where used_until < ?").param(since).update());
    }
  }
}
