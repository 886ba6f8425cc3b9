package net.teardown.store;

import java.util.ArrayList;
import java.util.List;
import net.teardown.campaign.Campaigns;
import net.teardown.experiment.outcome.Experiments;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** The store as the service starts it, with application.properties and without the other rooms. */
class TestingStore implements AutoCloseable {

  @ImportAutoConfiguration({
    DataSourceAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class,
    JdbcClientAutoConfiguration.class,
    FlywayAutoConfiguration.class,
    ValidationAutoConfiguration.class
  })
  @Import({
    StoreConfiguration.class,
    Database.class,
    Availability.class,
    ExperimentRows.class,
    StoredExperiments.class,
    StoredCampaigns.class,
    StoredLongRuns.class,
    StoredEnvironments.class
  })
  static class StoreAlone {}

  private final ConfigurableApplicationContext context;

  private TestingStore(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts it with these command-line arguments. */
  static TestingStore start(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--spring.main.banner-mode=off");
    all.add("--spring.main.log-startup-info=false");
    return new TestingStore(
        new SpringApplicationBuilder(StoreAlone.class)
            .web(WebApplicationType.NONE)
            .registerShutdownHook(false)
            .run(all.toArray(String[]::new)));
  }

  Experiments experiments() {
    return context.getBean(Experiments.class);
  }

  Campaigns campaigns() {
    return context.getBean(Campaigns.class);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    context.close();
  }
}
