package net.teardown.store;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a kill, or a full disk, left of a migration of an embedded database, which commits each
 * statement that defines something by itself. Files 1 to 3 have several of those: what they made is
 * taken away again where they did not come to their end, so that they can run once more. From file
 * 4 on each can run twice as it stands.
 *
 * <p>A file that isn't noted as done has held nothing of anybody's: its tables are empty, or hold
 * what is counted from other tables. Killed itself, this begins anew: it knows a file to be begun
 * by the first table that the file makes, and takes that away last.
 */
class HalfMigrated {

  private static final Logger log = LoggerFactory.getLogger(HalfMigrated.class);

  /**
   * A file that can't run twice.
   *
   * @param first the table that it makes first
   * @param empty its tables that must hold nothing
   * @param undo what brings back the state before it, each step fit to be done twice
   */
  private record File(String version, String first, List<String> empty, List<String> undo) {}

  private static final List<File> FILES =
      List.of(
          new File(
              "3",
              "experiment_change",
              // They hold counts of table experiment, which the file makes afresh.
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
   * @param notes the table in which Flyway notes what is done
   */
  HalfMigrated(JdbcClient jdbc, String notes) {
    this.jdbc = jdbc;
    this.notes = notes;
  }

  /** Takes it away, if there is any. */
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
