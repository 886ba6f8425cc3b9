package net.teardown.store;

import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedDelayTask;

/** Puts the clearing out of the history on the clock. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(HistoryProperties.class)
class StoreConfiguration {

  @Bean
  Turns turns(DataSource database) {
    return new Turns(database);
  }

  @Bean
  OneProcess oneProcess(DataSource database) {
    return OneProcess.of(database);
  }

  @Bean
  Retention retention(
      JdbcClient jdbc,
      StoredCampaigns campaigns,
      Availability availability,
      HistoryProperties properties) {
    return new Retention(jdbc, campaigns, availability, properties, Clock.systemUTC());
  }

  @Bean
  SchedulingConfigurer retentionSchedule(Retention retention, HistoryProperties properties) {
    return registrar ->
        registrar.addFixedDelayTask(
            new FixedDelayTask(
                retention::sweep, properties.sweepInterval(), properties.sweepInterval()));
  }
}
