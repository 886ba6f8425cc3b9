package net.teardown.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.h2.store.fs.Recorder;
import org.h2.store.fs.rec.FilePathRec;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/**
 * The embedded database's file, without a service that uses it.
 *
 * @param directory the data directory
 */
record MigratedFile(Path directory) {

  private static final Dialect EMBEDDED = new Dialect(true, true);
  private static final String SETTINGS = settings();

  /** A change of the file: bytes written at a position, or a truncation to a length. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Write(int operation, byte[] data, long at) {}

  /** An empty database at the newest version. */
  static MigratedFile migrated(Path directory) throws IOException, SQLException {
    MigratedFile file = new MigratedFile(Files.createDirectories(directory));
    file.migrate();
    return file;
  }

  /** A database at this version, 0 for none, with this number of experiments. */
  static MigratedFile at(Path directory, int version, int experiments)
      throws IOException, SQLException {
    MigratedFile file = new MigratedFile(Files.createDirectories(directory));
    if (version > 0) {
      Flyway.configure()
          .dataSource(file.url("file"), "", "")
          .target(MigrationVersion.fromVersion(Integer.toString(version)))
          .load()
          .migrate();
      file.execute(
          """
          insert into experiment
          select random_uuid(), dateadd(second, "X", timestamp with time zone '2026-11-01 00:00:00Z'),
            case when mod("X", 3) = 0 then 'RESET' else 'CLEAN_EOF' end, mod("X", 5) > 0, 'label',
            'REQUEST', 'LOOPBACK', 'here', null, null, repeat('outcome', 100), repeat('steps', 100)
          from system_range(1, %d)
          """
              .formatted(experiments));
    }
    return file;
  }

  /** A database of a released version, from {@code src/test/resources/formats}. */
  static MigratedFile of(String release, Path directory) throws IOException {
    MigratedFile file = new MigratedFile(Files.createDirectories(directory));
    try (var packed =
        new GZIPInputStream(
            new ClassPathResource("formats/" + release + "/history.mv.db.gz").getInputStream())) {
      Files.copy(packed, file.path());
    }
    return file;
  }

  Path path() {
    return directory.resolve("history.mv.db");
  }

  long size() throws IOException {
    return Files.exists(path()) ? Files.size(path()) : 0;
  }

  MigratedFile copy(Path to) throws IOException {
    MigratedFile copy = new MigratedFile(Files.createDirectories(to));
    if (Files.exists(path())) {
      Files.copy(path(), copy.path());
    }
    return copy;
  }

  void delete() throws IOException {
    Files.delete(path());
  }

  /** Migrates as a start of the service does. */
  void migrate() throws SQLException {
    migrate("file", () -> {});
  }

  /**
   * Migrates. One connection stays open throughout, as in the service's pool, so that H2 doesn't
   * close the database.
   */
  private void migrate(String scheme, Runnable done) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(scheme), "", "")) {
      new Migration(EMBEDDED).migrate(Flyway.configure().dataSource(url(scheme), "", "").load());
      assertThat(connection.isValid(1)).isTrue();
      done.run();
    }
  }

  /** Migrates as {@link #migrate} and returns the writes to the file. */
  List<Write> migrateRecorded() throws SQLException {
    List<Write> writes = new CopyOnWriteArrayList<>();
    FilePathRec.register();
    FilePathRec.setRecorder((operation, name, data, at) -> {
      if ((operation == Recorder.WRITE || operation == Recorder.TRUNCATE)
          && name.endsWith("history.mv.db")) {
        writes.add(new Write(operation, data == null ? new byte[0] : data.clone(), at));
      }
    });
    try {
      List<Write> untilDone = new ArrayList<>();
      migrate("rec", () -> untilDone.addAll(writes));
      return untilDone;
    } finally {
      FilePathRec.setRecorder((operation, name, data, at) -> {});
    }
  }

  /** Makes the file as a process leaves it that is killed after these writes. */
  void apply(List<Write> writes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (Write write : writes) {
        if (write.operation() == Recorder.TRUNCATE) {
          channel.truncate(write.at());
        } else {
          channel.write(ByteBuffer.wrap(write.data()), write.at());
        }
      }
    }
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = open()) {
      connection.createStatement().execute(sql);
    }
  }

  long number(String sql) throws SQLException {
    try (Connection connection = open();
        ResultSet row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The tables, columns and indexes, and the versions recorded as done. */
  String schema() throws SQLException {
    StringJoiner found = new StringJoiner("\n");
    try (Connection connection = open()) {
      for (String query :
          List.of(
              "select table_name, column_name, data_type, is_nullable"
                  + " from information_schema.columns where table_schema = 'public'"
                  + " order by table_name, ordinal_position",
              "select table_name, index_name, column_name, ordering_specification"
                  + " from information_schema.index_columns where table_schema = 'public'"
                  // Flyway creates the indexes of this table itself, and works without them.
                  + " and table_name <> 'flyway_schema_history'"
                  + " and index_name not like '%primary%'"
                  + " order by table_name, index_name, ordinal_position",
              "select \"version\", \"success\" from \"flyway_schema_history\""
                  + " where \"version\" is not null order by \"installed_rank\"")) {
        try (ResultSet row = connection.createStatement().executeQuery(query)) {
          while (row.next()) {
            StringJoiner line = new StringJoiner(" ");
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              line.add(row.getString(i));
            }
            found.add(line.toString());
          }
        }
      }
    }
    return found.toString();
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection(url("file"), "", "");
  }

  private String url(String scheme) {
    return "jdbc:h2:" + scheme + ":" + directory.toAbsolutePath() + "/history;" + SETTINGS;
  }

  private static String settings() {
    try {
      String url =
          PropertiesLoaderUtils.loadProperties(new ClassPathResource("application.properties"))
              .getProperty("spring.datasource.url");
      // H2 logs each statement unless that is switched off.
      return Objects.requireNonNull(url)
          .split(";", 2)[1]
          .replace("TRACE_LEVEL_FILE=4", "TRACE_LEVEL_FILE=0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
