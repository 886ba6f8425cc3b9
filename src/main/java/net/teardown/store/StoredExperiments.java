package net.teardown.store;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.ExperimentsKept;
import net.teardown.experiment.outcome.Ids;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps experiments in a relational database. */
@Component
class StoredExperiments implements Experiments {

  private static final int LARGEST_PAGE = 500;

  private final JdbcClient jdbc;
  private final ExperimentRows rows;
  private final Database database;
  private final Dialect dialect;
  private final StoredEnvironments environments;
  private final ApplicationEventPublisher events;
  private final GroupCommit<ExperimentRow> commits;

  StoredExperiments(
      JdbcClient jdbc,
      ExperimentRows rows,
      Database database,
      Dialect dialect,
      StoredEnvironments environments,
      ApplicationEventPublisher events) {
    this.jdbc = jdbc;
    this.rows = rows;
    this.environments = environments;
    this.database = database;
    this.dialect = dialect;
    this.events = events;
    this.commits = new GroupCommit<>(this::insert, StoredExperiments::isUnfitRow);
  }

  @Override
  public Experiment keep(Experiment made) {
    Experiment kept = made.keptAs(Ids.next());
    environments.write(List.of(kept.outcome()));
    commits.store(ExperimentRow.of(kept, null));
    events.publishEvent(new ExperimentsKept(List.of(kept), null));
    return kept;
  }

  private void insert(List<ExperimentRow> together) {
    database.atomically(() -> {
      rows.insert(together);
      return together;
    });
  }

  private static boolean isUnfitRow(RuntimeException failure) {
    return failure.getCause() instanceof DataIntegrityViolationException;
  }

  @Override
  public Optional<Experiment> find(UUID id) {
    Optional<OutcomeJson.Written> found =
        database.with(() ->
            jdbc.sql("select outcome, steps from experiment where id = ?")
                .param(id)
                .query(
                    (row, _) -> OutcomeJson.read(row.getString("outcome"), row.getString("steps")))
                .optional());
    return environments.of(found.stream().toList()).stream().findFirst();
  }

  @Override
  public Optional<Environment> environment(String hash) {
    return environments.find(hash);
  }

  @Override
  public Page list(ExperimentFilter filter, int size, @Nullable String after) {
    if (size < 1 || size > LARGEST_PAGE) {
      throw new IllegalArgumentException(
          "'size' must be 1 to %d, not %d".formatted(LARGEST_PAGE, size));
    }
    WhereClause where = WhereClause.of(filter, after == null ? null : Cursor.parse(after));
    // If no row matches all filters, the query would read a whole index for nothing.
    if (filter.campaign() == null && WhereClause.several(filter) && rows.count(filter).isEmpty()) {
      return new Page(List.of(), null);
    }
    String leading = WhereClause.leading(filter);
    String sql =
        "select outcome from experiment "
            + dialect.useIndex("experiment_by_" + leading)
            + where.where()
            + " order by "
            + (leading.equals("time") ? "" : leading + ", ")
            + "started_at desc, id desc limit ?";
    List<OutcomeJson.Written> found =
        database.with(() ->
            jdbc.sql(sql)
                .params(where.and(size + 1))
                .query((row, _) -> OutcomeJson.read(row.getString("outcome")))
                .list());
    if (found.size() <= size) {
      return new Page(environments.of(found), null);
    }
    List<Experiment> items = environments.of(found.subList(0, size));
    Experiment last = items.getLast();
    Instant startedAt = last.outcome().run().startedAt();
    return new Page(items, new Cursor(startedAt, Objects.requireNonNull(last.id())).text());
  }

  @Override
  public Map<Verdict, Long> countByVerdict(ExperimentFilter filter) {
    Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
    for (Verdict verdict : Verdict.values()) {
      counts.put(verdict, 0L);
    }
    rows.count(filter).forEach((verdict, kept) -> counts.put(Verdict.valueOf(verdict), kept));
    return Collections.unmodifiableMap(counts);
  }

  @Override
  public boolean delete(UUID id) {
    return rows.delete(id);
  }

  @Override
  public boolean available() {
    return database.available();
  }

  @Override
  public String trouble() {
    return database.trouble();
  }
}
