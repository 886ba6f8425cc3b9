package net.teardown.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Prometheus' own judge of what it scrapes. */
public final class Promtool {

  private Promtool() {}

  /**
   * Finds no fault in metrics: neither in how they are written nor in how they are called.
   *
   * @throws IllegalStateException with what it says, if it does
   */
  public static void checkMetrics(String scraped) {
    assertThat(scraped).isNotEmpty();
    assertThat(Command.run(scraped, List.of("promtool", "check", "metrics"))).isEmpty();
  }
}
