package net.teardown.store;

import java.io.ByteArrayOutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.Campaigns;
import net.teardown.campaign.Lease;
import net.teardown.campaign.Run;
import net.teardown.campaign.Status;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.outcome.ExperimentsKept;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps campaigns in a relational database. The database's clock decides which leases are valid.
 */
@Component
class StoredCampaigns implements Campaigns {

  private static final Logger log = LoggerFactory.getLogger(StoredCampaigns.class);

  private static final int LARGEST_PAGE = 500;
  private static final int SLICE = 500;
  private static final int SLICE_OF_ROWS_OF_RUNS = 32;

  /** Runs that one statement reads: less than a megabyte. */
  private static final int LOOKED_THROUGH = 65_536;

  private static final int LARGEST_PART = 512 * 1024;

  private static final String ACTIVE = "status in ('QUEUED', 'RUNNING')";
  private static final String RESUMABLE = "status in ('CANCELLED', 'INTERRUPTED', 'FAILED')";
  private static final String HELD = InstanceLease.holds("campaign");
  private static final String EXPIRY =
      String.format(
          Locale.ROOT, "current_timestamp + interval '%d' second", Lease.EXPIRES_AFTER.toSeconds());

  private static final String TOO_LATE =
      String.format(
          Locale.ROOT,
          "current_timestamp + interval '%d' second",
          2 * Lease.EXPIRES_AFTER.toSeconds());

  private static final String WENT_AWAY =
      "the instance that ran it went away; what it had kept until then is here";
  private static final String STOPPED =
      "the instance that ran it was stopped; what was run until then is here";

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final ExperimentRows experiments;
  private final Database database;
  private final Dialect dialect;
  private final StoredEnvironments environments;
  private final ApplicationEventPublisher events;
  private final Clock clock;
  private volatile @Nullable ReadOrder lastRead;

  /** The order of a campaign, and the text that it was read from. */
  private record ReadOrder(String text, CampaignJson.Ordered ordered) {}

  /** A row as read; two are never compared. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Rows(long first, int runs, byte[] packed) {}

  /** A part of a summary as read; two are never compared. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Part(long runs, byte[] tallies) {}

  StoredCampaigns(
      JdbcClient jdbc,
      JdbcTemplate batches,
      ExperimentRows experiments,
      Database database,
      Dialect dialect,
      StoredEnvironments environments,
      ApplicationEventPublisher events) {
    this.jdbc = jdbc;
    this.events = events;
    this.batches = batches;
    this.environments = environments;
    this.experiments = experiments;
    this.database = database;
    this.dialect = dialect;
    this.clock = Clock.systemUTC();
  }

  @Override
  public void create(Campaign campaign) {
    String ordered = CampaignJson.write(campaign);
    database.change(() ->
        jdbc.sql(
                """
                insert into campaign
                  (id, created_at, vantage, instance, status, total, done, message, started_at,
                   finished_at, ordered)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
            .param(campaign.id())
            .param(StoredTime.of(campaign.createdAt()))
            .param(campaign.vantage())
            .param(campaign.instance())
            .param(campaign.status().name())
            .param(campaign.total())
            .param(campaign.done())
            .param(campaign.message())
            .param(orNull(campaign.startedAt()))
            .param(orNull(campaign.finishedAt()))
            .param(ordered)
            .update());
  }

  @Override
  public Optional<Campaign> find(UUID id) {
    return database.with(() -> read(id));
  }

  private Optional<Campaign> read(UUID id) {
    return jdbc.sql("select * from campaign where id = ?")
        .param(id)
        .query((row, _) -> campaign(row))
        .optional();
  }

  @Override
  public Page list(@Nullable String label, int size, @Nullable String after) {
    if (size < 1 || size > LARGEST_PAGE) {
      throw new IllegalArgumentException(
          "'size' must be 1 to %d, not %d".formatted(LARGEST_PAGE, size));
    }
    List<Object> parameters = new ArrayList<>();
    List<String> conditions = new ArrayList<>();
    if (after != null) {
      Cursor cursor = Cursor.parse(after);
      OffsetDateTime createdAt = StoredTime.of(cursor.startedAt());
      conditions.add("created_at <= ? and (created_at, id) < (?, ?)");
      parameters.addAll(List.of(createdAt, createdAt, cursor.id()));
    }
    if (label != null) {
      conditions.add("ordered like ? escape '%s'".formatted(CampaignJson.ESCAPE));
      parameters.add(CampaignJson.labelled(label));
    }
    String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    parameters.add(size + 1);
    String sql = "select * from campaign" + where + " order by created_at desc, id desc limit ?";
    List<Campaign> found =
        database.with(
            () -> jdbc.sql(sql).params(parameters).query((row, _) -> campaign(row)).list());
    if (found.size() <= size) {
      return new Page(List.copyOf(found), null);
    }
    List<Campaign> items = List.copyOf(found.subList(0, size));
    return new Page(items, new Cursor(items.getLast().createdAt(), items.getLast().id()).text());
  }

  @Override
  public Map<Status, Long> count() {
    record Counted(Status status, long campaigns) {}

    List<Counted> counted =
        database.with(() ->
            jdbc.sql("select status, count(*) as campaigns from campaign group by status")
                .query((row, _) ->
                    new Counted(Status.valueOf(row.getString("status")), row.getLong("campaigns")))
                .list());
    Map<Status, Long> counts = new EnumMap<>(Status.class);
    counted.forEach(each -> counts.put(each.status(), each.campaigns()));
    return counts;
  }

  // ---- runs

  @Override
  public Campaign append(UUID id, UUID instance, long from, List<Run> runs, List<Experiment> kept) {
    List<Object[]> rows = new ArrayList<>();
    for (int first = 0; first < runs.size(); first += PackedRuns.MOST) {
      List<Run> some = runs.subList(first, Math.min(runs.size(), first + PackedRuns.MOST));
      rows.add(new Object[] {id, from + first, some.size(), PackedRuns.pack(some)});
    }
    List<ExperimentRow> outcomes =
        kept.stream().map(outcome -> ExperimentRow.of(outcome, id)).toList();
    environments.write(kept.stream().map(Experiment::outcome).toList());
    Campaign after =
        database.atomically(() -> {
          int counted =
              jdbc.sql("update campaign set done = ? where id = ? and instance = ? and done = ?")
                  .params(from + runs.size(), id, instance, from)
                  .update();
          if (counted == 0) {
            return appendedBefore(id, instance, from + runs.size(), rows);
          }
          batches.batchUpdate(
              "insert into campaign_runs (campaign, first_run, runs, packed) values (?, ?, ?, ?)",
              rows);
          experiments.insert(outcomes);
          return read(id).orElseThrow(StoredCampaigns::deleted);
        });
    if (!kept.isEmpty()) {
      events.publishEvent(new ExperimentsKept(kept, id));
    }
    return after;
  }

  private Campaign appendedBefore(UUID id, UUID instance, long done, List<Object[]> rows) {
    Campaign campaign = read(id).orElseThrow(StoredCampaigns::deleted);
    if (!campaign.instance().equals(instance)) {
      throw new NotHeld("another instance has taken it over");
    }
    boolean same =
        campaign.done() == done
            && rows.stream()
                .allMatch(row ->
                    jdbc.sql(
                            "select packed from campaign_runs where campaign = ? and first_run = ?")
                        .params(row[0], row[1])
                        .query((found, _) -> found.getBytes("packed"))
                        .optional()
                        .filter(packed -> Arrays.equals(packed, (byte[]) row[3]))
                        .isPresent());
    if (!same) {
      throw new NotHeld(
          "it has %d runs, where %d were to be reached".formatted(campaign.done(), done));
    }
    return campaign;
  }

  private static NotHeld deleted() {
    return new NotHeld("it was deleted");
  }

  @Override
  public List<Run> runs(UUID id, long from, int most) {
    return database.with(() -> {
      List<Run> found = new ArrayList<>();
      for (Rows row : rows(id, from, most)) {
        long until = Math.min(row.runs(), from + most - row.first());
        long begin = Math.max(0, from - row.first());
        if (begin < until) {
          found.addAll(PackedRuns.unpack(row.packed()).subList((int) begin, (int) until));
        }
      }
      return found;
    });
  }

  @Override
  public List<NumberedRun> runs(UUID id, RunFilter filter, long from, int most) {
    List<NumberedRun> found = new ArrayList<>();
    long next = from;
    while (found.size() < most) {
      long first = next;
      long end = database.with(() -> look(id, filter, first, most, found));
      if (end == first) {
        break;
      }
      next = end;
    }
    return found;
  }

  /**
   * Looks through a bounded number of runs.
   *
   * @param found what is found is added here
   * @return the number of the first run that wasn't looked at; the same as {@code from} at the end
   */
  private long look(UUID id, RunFilter filter, long from, int most, List<NumberedRun> found) {
    long end = from;
    for (Rows row : rows(id, from, LOOKED_THROUGH)) {
      PackedRuns.each(
          row.packed(),
          filter,
          (place, run) -> {
            if (row.first() + place >= from && found.size() < most) {
              found.add(new NumberedRun(row.first() + place, run));
            }
          });
      end = row.first() + row.runs();
    }
    return end;
  }

  /** The rows that hold these runs, and maybe others before and behind them. */
  private List<Rows> rows(UUID id, long from, int most) {
    return jdbc.sql(
            """
            select first_run, runs, packed from campaign_runs
            where campaign = ? and first_run > ? and first_run < ?
            order by campaign, first_run
            """)
        .params(id, from - PackedRuns.MOST, from + most)
        .query((row, _) ->
            new Rows(row.getLong("first_run"), row.getInt("runs"), row.getBytes("packed")))
        .list();
  }

  @Override
  public void summarise(UUID id, UUID instance, Summary summary) {
    byte[] tallies = summary.tallies();
    List<Object[]> parts = new ArrayList<>();
    for (int at = 0; at < Math.max(1, tallies.length); at += LARGEST_PART) {
      byte[] part = Arrays.copyOfRange(tallies, at, Math.min(tallies.length, at + LARGEST_PART));
      parts.add(new Object[] {id, parts.size(), summary.runs(), part});
    }
    database.atomically(() -> {
      int held =
          jdbc.sql("update campaign set instance = ? where id = ? and instance = ?")
              .params(instance, id, instance)
              .update();
      if (held == 0) {
        throw new NotHeld(
            read(id).isEmpty() ? "it was deleted" : "another instance has taken it over");
      }
      jdbc.sql("delete from campaign_summary where campaign = ?").param(id).update();
      batches.batchUpdate(
          "insert into campaign_summary (campaign, part, runs, tallies) values (?, ?, ?, ?)",
          parts);
      return held;
    });
  }

  @Override
  public Optional<Summary> summary(UUID id) {
    List<Part> parts =
        database.with(() ->
            jdbc.sql("select runs, tallies from campaign_summary where campaign = ? order by part")
                .param(id)
                .query((row, _) -> new Part(row.getLong("runs"), row.getBytes("tallies")))
                .list());
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    ByteArrayOutputStream tallies = new ByteArrayOutputStream();
    parts.forEach(part -> tallies.writeBytes(part.tallies()));
    return Optional.of(new Summary(parts.getFirst().runs(), tallies.toByteArray()));
  }

  // ---- leases and status

  @Override
  public boolean change(
      UUID id, @Nullable UUID holder, Set<Status> from, Status to, @Nullable String message) {
    if (from.isEmpty()) {
      return false;
    }
    OffsetDateTime now = now();
    List<@Nullable Object> parameters = new ArrayList<>();
    parameters.addAll(
        Arrays.asList(
            to.name(), message, to == Status.RUNNING ? now : null, to.active() ? null : now, id));
    from.forEach(status -> parameters.add(status.name()));
    String sql =
        "update campaign set status = ?, message = ?,"
            + " started_at = coalesce(started_at, cast(? as timestamp with time zone)),"
            + " finished_at = cast(? as timestamp with time zone)"
            + " where id = ? and status in ("
            + String.join(", ", from.stream().map(_ -> "?").toList())
            + ")"
            + (holder == null ? "" : " and instance = ?");
    if (holder != null) {
      parameters.add(holder);
    }
    return database.change(() -> jdbc.sql(sql).params(parameters).update() == 1);
  }

  @Override
  public Optional<Campaign> grow(Campaign campaign) {
    String ordered = CampaignJson.write(campaign);
    return database.atomically(() -> {
      int grown =
          jdbc.sql(
                  "update campaign set ordered = ?, total = ?"
                      + " where id = ? and instance = ? and status = 'RUNNING'")
              .params(ordered, campaign.total(), campaign.id(), campaign.instance())
              .update();
      return grown == 0 ? Optional.<Campaign>empty() : read(campaign.id());
    });
  }

  @Override
  public Optional<Campaign> take(UUID id, UUID instance) {
    return database.atomically(() -> {
      int taken =
          jdbc.sql(
                  "update campaign set instance = ?, status = 'QUEUED', message = null,"
                      + " finished_at = null where id = ? and ("
                      + RESUMABLE
                      + " or ("
                      + ACTIVE
                      + " and not "
                      + HELD
                      + "))")
              .params(instance, id)
              .update();
      return taken == 0 ? Optional.<Campaign>empty() : read(id);
    });
  }

  @Override
  public void hold(UUID instance) {
    database.atomically(() -> {
      int held =
          jdbc.sql("update instance_lease set expires_at = " + EXPIRY + " where instance = ?")
              .param(instance)
              .update();
      if (held == 0) {
        jdbc.sql("insert into instance_lease (instance, expires_at) values (?, " + EXPIRY + ")")
            .param(instance)
            .update();
      }
      if (dialect.oneProcess()) {
        jdbc.sql("delete from instance_lease where instance <> ?").param(instance).update();
      }
      return held;
    });
  }

  @Override
  public void release(UUID instance) {
    database.atomically(() -> {
      jdbc.sql("delete from instance_lease where instance = ?").param(instance).update();
      return jdbc.sql(
              "update campaign set status = 'INTERRUPTED', message = ?, finished_at = ?"
                  + " where instance = ? and "
                  + ACTIVE)
          .params(STOPPED, now(), instance)
          .update();
    });
  }

  @Override
  public int interruptExpired() {
    // A lease written before the database's clock was set back would outlive its holder by that
    // much.
    database.change(() ->
        jdbc.sql(
                "update instance_lease set expires_at = "
                    + EXPIRY
                    + " where expires_at > "
                    + TOO_LATE)
            .update());
    int interrupted =
        database.change(() ->
            jdbc.sql(
                    "update campaign set status = 'INTERRUPTED', message = ?, finished_at = ?"
                        + " where "
                        + ACTIVE
                        + " and not "
                        + HELD)
                .params(WENT_AWAY, now())
                .update());
    database.change(() ->
        jdbc.sql(
                "delete from instance_lease"
                    + " where expires_at < current_timestamp - interval '1' day")
            .update());
    return interrupted;
  }

  // ---- deletion

  @Override
  public boolean delete(UUID id) {
    if (!delete(id, ACTIVE + " and " + HELD)) {
      return false;
    }
    try {
      clear(id);
    } catch (HistoryUnavailable e) {
      log.debug("The rest of campaign {} is deleted later.", id, e);
    }
    return true;
  }

  /**
   * Deletes campaigns that finished before this, and the rest of those whose deletion was
   * interrupted.
   */
  void forget(Instant finishedBefore) {
    OffsetDateTime before = StoredTime.bound(finishedBefore);
    List<UUID> old =
        database.with(() ->
            jdbc.sql(
                    "select id from campaign where status in ('COMPLETED', 'CANCELLED',"
                        + " 'INTERRUPTED', 'FAILED') and finished_at < ?")
                .param(before)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list());
    old.forEach(id -> delete(id, ACTIVE));
    database
        .with(() ->
            jdbc.sql("select campaign from campaign_leftover")
                .query((row, _) -> row.getObject("campaign", UUID.class))
                .list())
        .forEach(this::clear);
  }

  private boolean delete(UUID id, String unless) {
    return database.atomically(() -> {
      int deleted =
          jdbc.sql("delete from campaign where id = ? and not (" + unless + ")").param(id).update();
      if (deleted == 1) {
        jdbc.sql("insert into campaign_leftover (campaign) values (?)").param(id).update();
      }
      return deleted == 1;
    });
  }

  /** Deletes in slices, so that callers who keep an experiment don't have to wait. */
  private void clear(UUID id) {
    int outcomes;
    do {
      outcomes = experiments.delete("campaign = ?", List.of(id), SLICE);
    } while (outcomes == SLICE);
    List<Long> runs;
    do {
      runs =
          database.with(() ->
              jdbc.sql(
                      "select first_run from campaign_runs where campaign = ?"
                          + " order by campaign, first_run limit ?")
                  .params(id, SLICE_OF_ROWS_OF_RUNS)
                  .query((row, _) -> row.getLong("first_run"))
                  .list());
      if (!runs.isEmpty()) {
        long last = runs.getLast();
        database.change(() ->
            jdbc.sql("delete from campaign_runs where campaign = ? and first_run <= ?")
                .params(id, last)
                .update());
      }
    } while (runs.size() == SLICE_OF_ROWS_OF_RUNS);
    database.atomically(() -> {
      jdbc.sql("delete from campaign_summary where campaign = ?").param(id).update();
      return jdbc.sql("delete from campaign_leftover where campaign = ?").param(id).update();
    });
  }

  private OffsetDateTime now() {
    return StoredTime.of(clock.instant().truncatedTo(ChronoUnit.MICROS));
  }

  private static @Nullable OffsetDateTime orNull(@Nullable Instant instant) {
    return instant == null ? null : StoredTime.of(instant);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /**
   * Whoever appends to a campaign reads it after each batch; its order, by far the most of it, is
   * the same each time.
   */
  private CampaignJson.Ordered ordered(String text) {
    ReadOrder known = lastRead;
    if (known == null || !known.text().equals(text)) {
      known = new ReadOrder(text, CampaignJson.read(text));
      lastRead = known;
    }
    return known.ordered();
  }

  private Campaign campaign(ResultSet row) throws SQLException {
    CampaignJson.Ordered ordered = ordered(row.getString("ordered"));
    return new Campaign(
        row.getObject("id", UUID.class),
        ordered.label(),
        ordered.base(),
        ordered.axes(),
        ordered.bisection(),
        ordered.repetitions(),
        ordered.ratePerSecond(),
        ordered.invalidCells(),
        ordered.seed(),
        Objects.requireNonNull(instant(row, "created_at")),
        row.getString("vantage"),
        row.getObject("instance", UUID.class),
        Status.valueOf(row.getString("status")),
        row.getLong("total"),
        row.getLong("done"),
        row.getString("message"),
        instant(row, "started_at"),
        instant(row, "finished_at"));
  }
}
