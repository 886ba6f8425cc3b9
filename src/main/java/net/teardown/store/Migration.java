package net.teardown.store;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Migrates the database to this version, also after an interrupted start. If only this process uses
 * the database, one that a newer version has migrated is refused. Instances that share a database
 * are updated one after the other, so what newer versions add must not harm older ones.
 */
class Migration implements FlywayMigrationStrategy {

  private static final Set<MigrationState> NEWER =
      EnumSet.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

  private final Dialect dialect;

  Migration(Dialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public void migrate(Flyway flyway) {
    if (dialect.oneProcess()) {
      refuseNewer(flyway.info().all());
      JdbcClient jdbc = JdbcClient.create(flyway.getConfiguration().getDataSource());
      new HalfMigrated(jdbc, flyway.getConfiguration().getTable()).undo();
    }
    try {
      flyway.migrate();
    } catch (FlywayValidateException e) {
      throw unfit(e);
    }
  }

  private static HistoryUnfit unfit(FlywayValidateException e) {
    HistoryUnfit unfit =
        new HistoryUnfit(
            "was made by another build of Teardown: "
                + Objects.requireNonNullElse(e.getMessage(), "no reason given")
                    .lines()
                    .filter(Predicate.not(String::isBlank))
                    .limit(2)
                    .reduce((first, second) -> first + ": " + second)
                    .orElse(""),
            "Nothing was changed. Start the build that made it, or this one with another"
                + " --teardown.data-dir.");
    unfit.initCause(e);
    return unfit;
  }

  private static void refuseNewer(MigrationInfo[] migrations) {
    Optional<MigrationVersion> newest =
        newest(migrations, migration -> NEWER.contains(migration.getState()));
    if (newest.isPresent()) {
      throw new HistoryUnfit(
          "is at version %s, which a newer Teardown has brought it to; this one knows versions up to %s."
              .formatted(
                  newest.get(),
                  newest(migrations, migration -> !NEWER.contains(migration.getState()))
                      .map(MigrationVersion::toString)
                      .orElse("none")),
          "Nothing was changed. Start the newer Teardown again, or this one with another"
              + " --teardown.data-dir.");
    }
  }

  private static Optional<MigrationVersion> newest(
      MigrationInfo[] migrations, Predicate<MigrationInfo> which) {
    return Arrays.stream(migrations)
        .filter(which)
        .map(MigrationInfo::getVersion)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder());
  }
}
