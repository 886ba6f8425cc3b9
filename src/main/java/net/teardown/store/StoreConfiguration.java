package net.teardown.store;

import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedDelayTask;

/** Creates the store's beans and schedules its periodic tasks. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(HistoryProperties.class)
class StoreConfiguration {

  /** Changes since the last fold are counted one by one for each summary. */
  private static final Duration FOLD_EVERY = Duration.ofSeconds(5);

  @Bean
  FairQueue fairQueue(DataSource database) {
    return new FairQueue(database);
  }

  @Bean
  Dialect dialect(DataSource database) {
    return Dialect.of(database);
  }

  @Bean
  HistoryFile historyFile(JdbcClient jdbc, Dialect dialect) {
    return HistoryFile.of(jdbc, dialect);
  }

  @Bean
  HistoryClock historyClock(JdbcClient jdbc, Database database) {
    return new HistoryClock(jdbc, database, Clock.systemUTC(), System::nanoTime);
  }

  @Bean
  Migration migration(Dialect dialect) {
    return new Migration(dialect);
  }

  @Bean
  Retention retention(
      JdbcClient jdbc,
      ExperimentRows experiments,
      StoredCampaigns campaigns,
      StoredEnvironments environments,
      Availability availability,
      HistoryProperties properties,
      HistoryClock clock) {
    return new Retention(
        jdbc, experiments, campaigns, environments, availability, properties, clock);
  }

  @Bean
  SchedulingConfigurer storeSchedule(
      Retention retention,
      ExperimentRows experiments,
      HistoryClock clock,
      HistoryProperties properties) {
    return registrar -> {
      registrar.addFixedDelayTask(
          new FixedDelayTask(clock::look, HistoryClock.EVERY, HistoryClock.EVERY));
      registrar.addFixedDelayTask(
          new FixedDelayTask(
              retention::sweep, properties.sweepInterval(), properties.sweepInterval()));
      registrar.addFixedDelayTask(new FixedDelayTask(experiments::fold, FOLD_EVERY, FOLD_EVERY));
    };
  }
}
