package net.teardown.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.teardown.campaign.Campaigns;
import net.teardown.campaign.Status;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Gauges the campaigns by status. It queries the database on a schedule, because a query may hang.
 */
@Component
class CampaignMetrics implements MeterBinder {

  private static final Logger LOG = LoggerFactory.getLogger(CampaignMetrics.class);

  private final Campaigns campaigns;
  private volatile Map<Status, Double> counts = Map.of();

  CampaignMetrics(Campaigns campaigns) {
    this.campaigns = campaigns;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Status status : Status.values()) {
      Gauge.builder("teardown.campaigns", () -> count(status))
          .tag("status", Label.of(status))
          .description("Campaigns in the history, as of the last half minute; NaN if it is away")
          .strongReference(true)
          .register(registry);
    }
  }

  private double count(Status status) {
    return counts.getOrDefault(status, Double.NaN);
  }

  @Scheduled(fixedDelay = 30, timeUnit = TimeUnit.SECONDS)
  void ask() {
    Map<Status, Double> now = new EnumMap<>(Status.class);
    try {
      Map<Status, Long> counted = campaigns.count();
      for (Status status : Status.values()) {
        now.put(status, (double) counted.getOrDefault(status, 0L));
      }
    } catch (HistoryUnavailable e) {
      LOG.debug("campaigns can't be counted", e);
    }
    counts = now;
  }
}
