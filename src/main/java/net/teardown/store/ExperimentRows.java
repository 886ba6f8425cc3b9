package net.teardown.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Inserts, deletes and counts experiments. A row and its count change in the same transaction. */
@Component
class ExperimentRows {

  private static final Logger log = LoggerFactory.getLogger(ExperimentRows.class);
  private static final int CHANGES = 5000;

  private static final String COUNT_KEY =
      "dimension = ? and of_what = ? and begins = ? and verdict = ? and as_predicted = ?";

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final Database database;
  private volatile boolean failing;

  /** A row to be deleted. */
  private record ToDelete(UUID id, CountKey counted) {}

  private record Change(long id, CountKey counted, int kept) {}

  private record Key(Dimension.Value value, CountKey counted) {}

  ExperimentRows(JdbcClient jdbc, JdbcTemplate batches, Database database) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.database = database;
  }

  /** Inserts rows; must be called in a transaction. */
  void insert(List<ExperimentRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    batches.batchUpdate(ExperimentRow.INSERT, rows.stream().map(ExperimentRow::values).toList());
    recordChanges(rows.stream().map(ExperimentRow::counted).toList(), 1);
  }

  /**
   * Deletes at most {@code most} matching rows in a transaction of its own.
   *
   * @param condition an SQL condition
   * @return how many matching rows were found
   */
  int delete(String condition, List<Object> parameters, int most) {
    List<Object> all = new ArrayList<>(parameters);
    all.add(most);
    List<ToDelete> toDelete = database.with(() -> toDelete(condition + " limit ?", all));
    if (!toDelete.isEmpty()) {
      database.atomically(() -> delete(toDelete));
    }
    return toDelete.size();
  }

  /** Deletes one experiment. Returns false if it did not exist or another caller deleted it. */
  boolean delete(UUID id) {
    return database.atomically(() -> delete(toDelete("id = ?", List.of(id)))) == 1;
  }

  private List<ToDelete> toDelete(String condition, List<Object> parameters) {
    return jdbc.sql(
            "select id, started_at, verdict, as_predicted, label, target_host from experiment where"
                + " "
                + condition)
        .params(parameters)
        .query((row, _) -> toDelete(row))
        .list();
  }

  private int delete(List<ToDelete> toDelete) {
    // Delete one by one: the count of each shows whether another caller deleted the row first.
    int[] deleted =
        batches.batchUpdate(
            "delete from experiment where id = ?",
            toDelete.stream().map(row -> new Object[] {row.id()}).toList());
    List<CountKey> gone = new ArrayList<>();
    for (int i = 0; i < deleted.length; i++) {
      if (deleted[i] == 1) {
        gone.add(toDelete.get(i).counted());
      }
    }
    recordChanges(gone, -1);
    return gone.size();
  }

  private void recordChanges(List<CountKey> changed, int by) {
    Map<CountKey, Integer> changes = new HashMap<>();
    changed.forEach(counted -> changes.merge(counted, by, Integer::sum));
    List<@Nullable Object[]> rows = new ArrayList<>();
    changes.forEach((counted, kept) ->
        rows.add(
            new @Nullable Object[] {
              StoredTime.of(counted.begins()),
              counted.verdict(),
              counted.asPredicted(),
              counted.label(),
              counted.targetHost(),
              kept
            }));
    batches.batchUpdate(
        "insert into experiment_change (begins, verdict, as_predicted, label, target_host, kept)"
            + " values (?, ?, ?, ?, ?, ?)",
        rows);
  }

  /** Counts experiments by verdict; verdicts without any are left out. */
  Map<String, Long> count(ExperimentFilter filter) {
    CountQuery query = CountQuery.of(filter);
    Map<String, Long> counts = new HashMap<>();
    database.with(() ->
        jdbc.sql(query.sql())
            .params(query.parameters())
            .query((row, _) -> counts.put(row.getString("verdict"), row.getLong("kept")))
            .list());
    counts.values().removeIf(kept -> kept == 0);
    return counts;
  }

  /** Adds the pending changes up into the counts, unless another instance is doing so. */
  void fold() {
    if (!database.available()) {
      return;
    }
    try {
      int changes;
      do {
        changes = database.atomically(this::foldSome);
      } while (changes == CHANGES && !Thread.currentThread().isInterrupted());
      failing = false;
    } catch (HistoryUnavailable e) {
      if (!failing && database.available()) {
        failing = true;
        log.warn("Counts can't be added up, so summaries become slow: {}", e.getMessage());
      }
    }
  }

  private int foldSome() {
    if (jdbc.sql("select turn from experiment_count_turn for update skip locked")
        .query(Integer.class)
        .optional()
        .isEmpty()) {
      return 0;
    }
    List<Change> changes =
        jdbc.sql("select * from experiment_change order by id limit ?")
            .param(CHANGES)
            .query((row, _) -> change(row))
            .list();
    Map<Key, Integer> sums = new HashMap<>();
    for (Change change : changes) {
      CountKey counted = change.counted();
      CountKey apart =
          new CountKey(counted.begins(), counted.verdict(), counted.asPredicted(), null, null);
      for (Dimension.Value value : Dimension.values(counted.label(), counted.targetHost())) {
        sums.merge(new Key(value, apart), change.kept(), Integer::sum);
      }
    }
    List<Object[]> updates = new ArrayList<>();
    List<Object[]> emptied = new ArrayList<>();
    sums.forEach((key, kept) -> {
      if (kept != 0) {
        updates.add(counts(kept, key));
      }
      if (kept < 0) {
        Object[] row = counts(0, key);
        emptied.add(Arrays.copyOfRange(row, 1, row.length));
      }
    });
    int[] updated =
        batches.batchUpdate(
            "update experiment_count set kept = kept + ? where " + COUNT_KEY, updates);
    List<Object[]> inserts = new ArrayList<>();
    for (int i = 0; i < updated.length; i++) {
      if (updated[i] == 0) {
        inserts.add(updates.get(i));
      }
    }
    batches.batchUpdate(
        "insert into experiment_count (kept, dimension, of_what, begins, verdict, as_predicted)"
            + " values (?, ?, ?, ?, ?, ?)",
        inserts);
    batches.batchUpdate(
        "delete from experiment_count where " + COUNT_KEY + " and kept = 0", emptied);
    batches.batchUpdate(
        "delete from experiment_change where id = ?",
        changes.stream().map(change -> new Object[] {change.id()}).toList());
    return changes.size();
  }

  private static Object[] counts(int kept, Key key) {
    return new Object[] {
      kept,
      key.value().dimension().name(),
      key.value().of(),
      StoredTime.of(key.counted().begins()),
      key.counted().verdict(),
      key.counted().asPredicted()
    };
  }

  private static Change change(ResultSet row) throws SQLException {
    return new Change(
        row.getLong("id"),
        new CountKey(
            row.getObject("begins", OffsetDateTime.class).toInstant(),
            row.getString("verdict"),
            row.getString("as_predicted"),
            row.getString("label"),
            row.getString("target_host")),
        row.getInt("kept"));
  }

  private static ToDelete toDelete(ResultSet row) throws SQLException {
    return new ToDelete(
        row.getObject("id", UUID.class),
        CountKey.of(
            row.getObject("started_at", OffsetDateTime.class).toInstant(),
            row.getString("verdict"),
            row.getObject("as_predicted", Boolean.class),
            row.getString("label"),
            row.getString("target_host")));
  }
}
