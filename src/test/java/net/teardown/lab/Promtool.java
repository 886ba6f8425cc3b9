package net.teardown.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Prometheus' own checker of metrics. */
public final class Promtool {

  private Promtool() {}

  /**
   * Checks the format and the names of metrics.
   *
   * @throws IllegalStateException with promtool's output, if it finds a fault
   */
  public static void checkMetrics(String scraped) {
    assertThat(scraped).isNotEmpty();
    assertThat(Command.run(scraped, List.of("promtool", "check", "metrics"))).isEmpty();
  }
}
