package net.teardown.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.ExperimentsKept;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.run.LongRunStore;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps runs under way in a relational database, and moves them to the history at their end. */
@Component
class StoredLongRuns implements LongRunStore {

  private static final String HELD = InstanceLease.holds("long_run");

  /** How many runs one transaction moves. */
  private static final int SLICE = 200;

  private final JdbcClient jdbc;
  private final ExperimentRows rows;
  private final Database database;
  private final Dialect dialect;
  private final StoredEnvironments environments;
  private final ApplicationEventPublisher events;

  StoredLongRuns(
      JdbcClient jdbc,
      ExperimentRows rows,
      Database database,
      Dialect dialect,
      StoredEnvironments environments,
      ApplicationEventPublisher events) {
    this.jdbc = jdbc;
    this.rows = rows;
    this.database = database;
    this.dialect = dialect;
    this.environments = environments;
    this.events = events;
  }

  @Override
  public void accept(UUID instance, Experiment ifInterrupted) {
    environments.write(List.of(ifInterrupted.outcome()));
    ExperimentRow row = ExperimentRow.of(ifInterrupted, null);
    database.change(() ->
        jdbc.sql(
                """
                insert into long_run
                  (id, instance, started_at, label, target_host, cancelled, outcome, steps)
                values (?, ?, ?, ?, ?, false, ?, ?)
                """)
            .param(row.id())
            .param(instance)
            .param(StoredTime.of(row.startedAt()))
            .param(row.counted().label())
            .param(row.counted().targetHost())
            .param(row.json())
            .param(row.steps())
            .update());
  }

  @Override
  public boolean finish(Experiment done) {
    boolean finished = !move(List.of(done), "id = ?").isEmpty();
    return finished || hasFinished(done);
  }

  /** Whether it was moved before, by a commit whose answer was lost. */
  private boolean hasFinished(Experiment done) {
    return database.with(() ->
        jdbc.sql("select count(*) from experiment where id = ? and verdict = ?")
            .param(done.id())
            .param(done.outcome().verdict().name())
            .query(Long.class)
            .single())
        > 0;
  }

  /**
   * Moves those runs to the history that are still under way and meet a condition.
   *
   * @param condition begins with {@code id = ?}
   * @return those that were moved
   */
  private List<Experiment> move(List<Experiment> done, String condition) {
    environments.write(done.stream().map(Experiment::outcome).toList());
    List<ExperimentRow> ready = done.stream().map(each -> ExperimentRow.of(each, null)).toList();
    List<ExperimentRow> moved =
        database.atomically(() -> {
          List<ExperimentRow> mine = new ArrayList<>();
          for (ExperimentRow row : ready) {
            if (jdbc.sql("delete from long_run where " + condition).param(row.id()).update() == 1) {
              mine.add(row);
            }
          }
          rows.insert(mine);
          return mine;
        });
    List<UUID> ids = moved.stream().map(ExperimentRow::id).toList();
    List<Experiment> kept = done.stream().filter(each -> ids.contains(each.id())).toList();
    if (!kept.isEmpty()) {
      events.publishEvent(new ExperimentsKept(kept, null));
    }
    return kept;
  }

  @Override
  public Optional<Experiment> find(UUID id) {
    return read(
            database.with(() ->
                jdbc.sql("select outcome, steps from long_run where id = ?")
                    .param(id)
                    .query(StoredLongRuns::written)
                    .list()))
        .stream()
        .findFirst();
  }

  @Override
  public Page list(ExperimentFilter filter, int size, @Nullable String after) {
    ExperimentFilter underWay =
        new ExperimentFilter(
            null, filter.targetHost(), filter.label(), null, null, filter.from(), filter.to());
    WhereClause where = WhereClause.of(underWay, after == null ? null : Cursor.parse(after));
    List<Experiment> found =
        read(
            database.with(() ->
                jdbc.sql(
                        "select outcome, steps from long_run "
                            + where.where()
                            + " order by started_at desc, id desc limit ?")
                    .params(where.and(size + 1))
                    .query(StoredLongRuns::written)
                    .list()));
    if (found.size() <= size) {
      return new Page(found, null);
    }
    List<Experiment> items = found.subList(0, size);
    Experiment last = items.getLast();
    Outcome outcome = last.outcome();
    return new Page(
        items, new Cursor(outcome.run().startedAt(), Objects.requireNonNull(last.id())).text());
  }

  private static OutcomeJson.Written written(ResultSet row, int number) throws SQLException {
    return OutcomeJson.read(row.getString("outcome"), row.getString("steps"));
  }

  private List<Experiment> read(List<OutcomeJson.Written> written) {
    return environments.of(written);
  }

  @Override
  public boolean cancel(UUID id) {
    return database.change(
            () -> jdbc.sql("update long_run set cancelled = true where id = ?").param(id).update())
        == 1;
  }

  @Override
  public List<UUID> cancelled(UUID instance) {
    return dialect.oneProcess()
        ? List.of()
        : database.with(() ->
            jdbc.sql("select id from long_run where instance = ? and cancelled")
                .param(instance)
                .query(UUID.class)
                .list());
  }

  @Override
  public int interruptExpired() {
    int interrupted = 0;
    int moved;
    do {
      List<Experiment> expired =
          read(
              database.with(() ->
                  jdbc.sql(
                          "select outcome, steps from long_run where not %s limit %d"
                              .formatted(HELD, SLICE))
                      .query(StoredLongRuns::written)
                      .list()));
      moved = expired.isEmpty() ? 0 : move(expired, "id = ? and not " + HELD).size();
      interrupted += moved;
    } while (moved == SLICE);
    return interrupted;
  }
}
