package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@ExtendWith(OutputCaptureExtension.class)
@Import(CampaignOutageIT.Database.class)
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:outage;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
      "teardown.campaign.store-patience=6s"
    })
class CampaignOutageIT extends ApiServer {

  @Autowired Database database;

  /** A real database that refuses connections while it is switched off. */
  static final class Database implements BeanPostProcessor {

    final AtomicInteger refused = new AtomicInteger();
    volatile boolean away;

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
      if (!(bean instanceof DataSource source)) {
        return bean;
      }
      return new DelegatingDataSource(source) {
        @Override
        public Connection getConnection() throws SQLException {
          if (away) {
            refused.incrementAndGet();
            throw new SQLTransientConnectionException("the database is away");
          }
          return super.getConnection();
        }
      };
    }
  }

  private static final String CAMPAIGNS = "/api/v1/campaigns";

  private static final String SLOW =
      """
      {"base": {"bytesSent": 5}, "axes": {"bytesRead": [1, 5]}, "repetitions": 100000, "ratePerSecond": 50}
      """;

  @AfterEach
  void comeBack() {
    database.away = false;
  }

  @Test
  void aShortOutageOfTheStoreDelaysACampaignAndLosesNothing() throws Exception {
    String location = begun();
    database.away = true;
    // The campaign asks twice a second.
    await().until(() -> database.refused.get() >= 3);
    database.away = false;
    long done = get(location).json().path("done").asLong();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> get(location).json().path("done").asLong() > done + 20);
    assertThat(get(location).json().path("status").asString()).isEqualTo("RUNNING");
    call("POST", location + "/cancellation");
    assertThatEveryRunIsThereOnce(location);
  }

  @Test
  void aLongOneFailsItWithAMessageAndItCanBeResumed(CapturedOutput output) throws Exception {
    String location = begun();
    database.away = true;
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> output.getOut().contains(" ends here: the store could not keep its runs"));
    assertThat(post(CAMPAIGNS, SLOW).status()).isEqualTo(503);
    assertThat(post("/api/v1/experiments?store=false", ECHO).status()).isEqualTo(200);
    database.away = false;

    JsonNode failed =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> get(location).json(),
                campaign -> campaign.path("status").asString().equals("FAILED"));
    assertThat(failed.path("message").asString()).contains("the store could not keep its runs");
    assertThatEveryRunIsThereOnce(location);

    long done = failed.path("done").asLong();
    assertThat(call("POST", location + "/resumption").status()).isEqualTo(202);
    await().until(() -> get(location).json().path("done").asLong() > done + 10);
    call("POST", location + "/cancellation");
    assertThatEveryRunIsThereOnce(location);
  }

  private String begun() throws Exception {
    String location = post(CAMPAIGNS, SLOW).header("Location");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> get(location).json().path("done").asLong() > 5);
    return location;
  }

  private void assertThatEveryRunIsThereOnce(String location) throws Exception {
    JsonNode campaign = get(location).json();
    long counted = 0;
    for (JsonNode cell : campaign.path("cells")) {
      counted += cell.path("runs").asLong();
    }
    assertThat(counted).isEqualTo(campaign.path("done").asLong());
    assertThat(
            get(location + "/results.csv")
                .body()
                .lines()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf(',', line.indexOf(',') + 1))))
        .doesNotHaveDuplicates()
        .hasSize((int) counted);
  }
}
