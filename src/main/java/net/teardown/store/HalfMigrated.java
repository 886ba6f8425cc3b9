package net.teardown.store;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Removes what an interrupted migration left in an embedded database, where each DDL statement
 * commits by itself. A kill or a full disk can interrupt a migration. Migration files 1 to 3 have
 * several such statements: what they made is removed if they did not finish, so that they can run
 * again. From file 4 on, each migration can run twice as it is.
 *
 * <p>A migration that isn't recorded as done holds no user's data: its tables are empty, or hold
 * counts of other tables. The removal can itself be interrupted: it recognises a migration as begun
 * by the first table that the migration makes, and drops that table last.
 */
class HalfMigrated {

  private static final Logger log = LoggerFactory.getLogger(HalfMigrated.class);

  /**
   * A migration file that can't run twice.
   *
   * @param first the table that it creates first
   * @param empty its tables that must be empty
   * @param undo the statements that restore the state before it; each can run twice
   */
  private record File(String version, String first, List<String> empty, List<String> undo) {}

  private static final List<File> FILES =
      List.of(
          new File(
              "3",
              "experiment_change",
              // They hold counts of table experiment, which the migration creates again.
              List.of(),
              List.of(
                  "drop table if exists experiment_count_turn",
                  "drop table if exists experiment_count",
                  "drop index if exists experiment_by_target_host",
                  "drop index if exists experiment_by_time",
                  "drop index if exists experiment_by_verdict",
                  "drop index if exists experiment_by_as_predicted",
                  "drop index if exists experiment_by_label",
                  "create index experiment_by_time on experiment (started_at desc, id desc)",
                  "create index experiment_by_verdict"
                      + " on experiment (verdict, started_at desc, id desc)",
                  "create index experiment_by_as_predicted"
                      + " on experiment (as_predicted, started_at desc, id desc)",
                  "create index experiment_by_label"
                      + " on experiment (label, started_at desc, id desc)",
                  "drop table if exists experiment_change")),
          new File(
              "2",
              "campaign",
              List.of(
                  "campaign",
                  "campaign_runs",
                  "campaign_summary",
                  "campaign_leftover",
                  "instance_lease"),
              List.of(
                  "drop index if exists experiment_by_campaign",
                  "drop table if exists instance_lease",
                  "drop table if exists campaign_leftover",
                  "drop table if exists campaign_summary",
                  "drop table if exists campaign_runs",
                  "drop table if exists campaign")),
          new File(
              "1",
              "experiment",
              List.of("experiment"),
              List.of("drop table if exists experiment")));

  private final JdbcClient jdbc;
  private final String notes;

  /**
   * @param notes Flyway's table of the migrations that are done
   */
  HalfMigrated(JdbcClient jdbc, String notes) {
    this.jdbc = jdbc;
    this.notes = notes;
  }

  /** Removes what an interrupted migration left, if anything. */
  void undo() {
    if (!exists(notes)) {
      return;
    }
    for (File file : FILES) {
      if (!done(file) && exists(file.first())) {
        undo(file);
      }
    }
    jdbc.sql("delete from \"" + notes + "\" where not \"success\"").update();
  }

  private void undo(File file) {
    for (String table : file.empty()) {
      if (exists(table) && holdsSomething(table)) {
        throw new HistoryUnfit(
            "holds rows in table '%s', though version %s, which makes it, isn't noted as done in table '%s'."
                .formatted(table, file.version(), notes),
            "Nothing was changed. Put a backup in its place, or start with another"
                + " --teardown.data-dir.");
      }
    }
    log.info(
        "The history's migration to version {} was cut short at an earlier start; it is made anew.",
        file.version());
    file.undo().forEach(step -> jdbc.sql(step).update());
  }

  private boolean done(File file) {
    return jdbc.sql("select count(*) from \"" + notes + "\" where \"version\" = ? and \"success\"")
            .param(file.version())
            .query(Long.class)
            .single()
        > 0;
  }

  private boolean exists(String table) {
    return jdbc.sql(
                "select count(*) from information_schema.tables where lower(table_name) = ?"
                    + " and table_schema = current_schema")
            .param(table)
            .query(Long.class)
            .single()
        > 0;
  }

  private boolean holdsSomething(String table) {
    return jdbc.sql("select 1 from " + table + " limit 1")
        .query(Integer.class)
        .optional()
        .isPresent();
  }
}
