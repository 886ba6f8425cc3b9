package net.teardown.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import javax.sql.DataSource;
import net.teardown.campaign.Run;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import net.teardown.lab.Machine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * Measures what {@link PackedRuns} buys: a million runs of a campaign as it keeps them, as CBOR, as
 * CBOR deflated, and as one row each, on both databases. {@code mvn -Pbench verify}.
 */
@Tag("bench")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class RunsCodecBenchIT {

  private static final int RUNS = Integer.getInteger("teardown.bench.rows", 1_000_000);
  private static final int BATCH = PackedRuns.MOST;
  private static final int READ = 10_000;
  private static final int READS = 20;
  private static final Path REPORT = Path.of("target", "bench");

  @TempDir(cleanup = CleanupMode.ALWAYS)
  private Path directory;

  private final StringBuilder report = new StringBuilder();

  /** A way to keep runs in one value for each batch. */
  private interface Codec {
    byte[] pack(List<Run> runs);

    List<Run> unpack(byte[] packed);
  }

  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder(alphabetic = true)
  private interface AsArray {}

  /** Jackson's CBOR: a run is an array, its constants are names, its time is in nanoseconds. */
  private static final class Cbor implements Codec {

    private static final TypeReference<List<Run>> RUNS = new TypeReference<>() {};

    private final boolean deflated;
    private final CBORMapper mapper =
        CBORMapper.builder().addMixIn(Run.class, AsArray.class).build();

    Cbor(boolean deflated) {
      this.deflated = deflated;
    }

    @Override
    public byte[] pack(List<Run> runs) {
      byte[] plain = mapper.writerFor(RUNS).writeValueAsBytes(runs);
      if (!deflated) {
        return plain;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DeflaterOutputStream out =
          new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED))) {
        out.write(plain);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }

    @Override
    public List<Run> unpack(byte[] packed) {
      return deflated
          ? mapper.readValue(new InflaterInputStream(new ByteArrayInputStream(packed)), RUNS)
          : mapper.readValue(packed, RUNS);
    }
  }

  private static final class Packed implements Codec {
    @Override
    public byte[] pack(List<Run> runs) {
      return PackedRuns.pack(runs);
    }

    @Override
    public List<Run> unpack(byte[] packed) {
      return PackedRuns.unpack(packed);
    }
  }

  @Test
  void onH2() throws Exception {
    try (TestingH2 database = new TestingH2(directory)) {
      measure("H2", database);
    }
  }

  @Test
  void onPostgres() throws Exception {
    try (TestingPostgres database = new TestingPostgres(directory)) {
      measure("PostgreSQL", database);
    }
  }

  private void measure(String name, TestingDatabase database) throws Exception {
    say("%s, %,d runs, load %s%n".formatted(name, RUNS, Machine.load()));
    say(
        "%-20s %12s %16s %12s %18s%n"
            .formatted("", "kept/s", "CPU here, us/run", "bytes/run", "ms for 10,000 runs"));
    try (TestingStore store = database.start()) {
      DataSource source = store.bean(DataSource.class);
      for (int round = 0; round < 2; round++) {
        asValues("packed", new Packed(), source, round == 1);
        asValues("CBOR", new Cbor(false), source, round == 1);
        asValues("CBOR deflated", new Cbor(true), source, round == 1);
        asRows(source, round == 1);
      }
    }
    Files.createDirectories(REPORT);
    Files.writeString(REPORT.resolve("codecs-" + name + ".txt"), report);
  }

  /** The first round warms up, with a tenth of the runs. */
  private static int runs(boolean counts) {
    return counts ? RUNS : RUNS / 10;
  }

  private void asValues(String name, Codec codec, DataSource source, boolean counts)
      throws Exception {
    try (Connection connection = source.getConnection()) {
      execute(connection, "drop table if exists bench_values");
      execute(
          connection,
          "create table bench_values (first_run bigint primary key, packed bytea not null)");
      connection.setAutoCommit(false);
      long before = size();
      long nanos = 0;
      long cpu = cpuNanos();
      long samples = 0;
      try (PreparedStatement insert =
          connection.prepareStatement("insert into bench_values values (?, ?)")) {
        for (int from = 0; from < runs(counts); from += BATCH) {
          long sampling = cpuNanos();
          List<Run> batch = CampaignSamples.runs(from, Math.min(BATCH, runs(counts) - from));
          samples += cpuNanos() - sampling;
          long begun = System.nanoTime();
          insert.setLong(1, from);
          insert.setBytes(2, codec.pack(batch));
          insert.executeUpdate();
          connection.commit();
          nanos += System.nanoTime() - begun;
        }
      }
      cpu = cpuNanos() - cpu - samples;
      double bytes = bytes(connection, "bench_values", before);
      double[] millis = new double[READS];
      try (PreparedStatement select =
          connection.prepareStatement(
              "select packed from bench_values where first_run > ? and first_run < ? order by"
                  + " first_run")) {
        for (int i = 0; i < READS; i++) {
          long from = runs(counts) / 2L + i;
          long begun = System.nanoTime();
          select.setLong(1, from - BATCH);
          select.setLong(2, from + READ);
          List<Run> found = new ArrayList<>();
          try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              found.addAll(codec.unpack(rows.getBytes(1)));
            }
          }
          millis[i] = (System.nanoTime() - begun) / 1e6;
          assertThat(found.size()).isGreaterThanOrEqualTo(READ);
        }
      }
      line(name, counts, nanos, cpu, bytes, millis);
    }
  }

  private void asRows(DataSource source, boolean counts) throws Exception {
    try (Connection connection = source.getConnection()) {
      execute(connection, "drop table if exists bench_rows");
      execute(
          connection,
          "create table bench_rows (run bigint primary key, cell integer not null, repetition"
              + " integer not null, verdict varchar not null, delivery varchar not null, reason"
              + " varchar, as_predicted boolean, met boolean, http_status integer, started_at"
              + " timestamp(6) with time zone not null, connect_micros bigint, duration_micros"
              + " bigint not null)");
      connection.setAutoCommit(false);
      long before = size();
      long nanos = 0;
      long cpu = cpuNanos();
      long samples = 0;
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into bench_rows values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
        for (int from = 0; from < runs(counts); from += BATCH) {
          long sampling = cpuNanos();
          List<Run> batch = CampaignSamples.runs(from, Math.min(BATCH, runs(counts) - from));
          samples += cpuNanos() - sampling;
          long begun = System.nanoTime();
          for (int i = 0; i < batch.size(); i++) {
            bind(insert, from + i, batch.get(i));
            insert.addBatch();
          }
          insert.executeBatch();
          connection.commit();
          nanos += System.nanoTime() - begun;
        }
      }
      cpu = cpuNanos() - cpu - samples;
      double bytes = bytes(connection, "bench_rows", before);
      double[] millis = new double[READS];
      try (PreparedStatement select =
          connection.prepareStatement(
              "select * from bench_rows where run >= ? and run < ? order by run")) {
        for (int i = 0; i < READS; i++) {
          long begun = System.nanoTime();
          select.setLong(1, runs(counts) / 2L + i);
          select.setLong(2, runs(counts) / 2L + i + READ);
          List<Run> found = new ArrayList<>();
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              found.add(read(row));
            }
          }
          millis[i] = (System.nanoTime() - begun) / 1e6;
          assertThat(found).hasSize(READ);
        }
      }
      line("a row each", counts, nanos, cpu, bytes, millis);
      if (counts) {
        statistics(connection);
      }
    }
  }

  /** What a campaign's tallies are for: the statistics of its cells, asked of the rows. */
  private void statistics(Connection connection) throws SQLException {
    double[] counted = new double[5];
    double[] percentiles = new double[5];
    for (int i = 0; i < counted.length; i++) {
      counted[i] =
          millis(
              connection,
              "select cell, verdict, delivery, as_predicted, met, http_status, count(*) from"
                  + " bench_rows group by cell, verdict, delivery, as_predicted, met, http_status");
      percentiles[i] =
          millis(
              connection,
              "select cell, percentile_disc(0.5) within group (order by duration_micros),"
                  + " percentile_disc(0.9) within group (order by duration_micros),"
                  + " percentile_disc(0.99) within group (order by duration_micros)"
                  + " from bench_rows group by cell");
    }
    say(
        "statistics of 12 cells from rows: counts %,.0f ms, percentiles of one duration %,.0f ms%n"
            .formatted(median(counted), median(percentiles)));
  }

  private static double millis(Connection connection, String sql) throws SQLException {
    long begun = System.nanoTime();
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet rows = select.executeQuery()) {
      int found = 0;
      while (rows.next()) {
        found++;
      }
      assertThat(found).isPositive();
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  private static void bind(PreparedStatement insert, long number, Run run) throws SQLException {
    insert.setLong(1, number);
    insert.setInt(2, run.cell());
    insert.setInt(3, run.repetition());
    insert.setString(4, run.verdict().name());
    insert.setString(5, run.delivery().name());
    insert.setString(6, run.reason() == null ? null : run.reason().name());
    insert.setObject(7, run.asPredicted(), Types.BOOLEAN);
    insert.setObject(8, run.met(), Types.BOOLEAN);
    insert.setObject(9, run.httpStatus(), Types.INTEGER);
    insert.setObject(10, StoredTime.of(run.startedAt()));
    insert.setObject(11, run.connectMicros(), Types.BIGINT);
    insert.setLong(12, run.durationMicros());
  }

  private static Run read(ResultSet row) throws SQLException {
    return new Run(
        row.getInt("cell"),
        row.getInt("repetition"),
        Verdict.valueOf(row.getString("verdict")),
        Delivery.valueOf(row.getString("delivery")),
        null,
        row.getObject("as_predicted", Boolean.class),
        row.getObject("met", Boolean.class),
        row.getObject("http_status", Integer.class),
        row.getObject("started_at", OffsetDateTime.class).toInstant(),
        row.getObject("connect_micros", Long.class),
        row.getLong("duration_micros"),
        null);
  }

  private void line(
      String name, boolean counts, long nanos, long cpuNanos, double bytes, double[] millis) {
    if (counts) {
      say(
          String.format(
              Locale.ROOT,
              "%-20s %,12.0f %16.2f %12.1f %18.1f%n",
              name,
              RUNS * 1e9 / nanos,
              cpuNanos / 1e3 / RUNS,
              bytes / RUNS,
              median(millis)));
    }
  }

  /** What the table takes: in H2 by what its file grew, as that keeps everything in one. */
  private double bytes(Connection connection, String table, long before) throws Exception {
    if (!"H2".equals(connection.getMetaData().getDatabaseProductName())) {
      try (PreparedStatement select =
              connection.prepareStatement("select pg_total_relation_size('" + table + "')");
          ResultSet rows = select.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
    connection.commit();
    execute(connection, "checkpoint sync");
    return size() - before;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private void say(String text) {
    report.append(text);
    System.out.print(text);
  }

  private long size() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** Both give back what was put in, so that they can be compared. */
  @Test
  void cborGivesBackTheRuns() {
    List<Run> runs = CampaignSamples.runs(0, 1000);
    for (boolean deflated : new boolean[] {false, true}) {
      Codec cbor = new Cbor(deflated);
      assertThat(cbor.unpack(cbor.pack(runs))).isEqualTo(runs);
    }
  }
}
