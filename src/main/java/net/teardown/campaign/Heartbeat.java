package net.teardown.campaign;

import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.instance.StandingThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this instance's lease on its campaigns, and ends those whose lease has run out: whoever ran
 * them went away.
 */
final class Heartbeat {

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final Campaigns campaigns;
  private final UUID instance;
  private final CampaignQueue turns;
  private volatile ScheduledExecutorService clock = clock();

  /**
   * @param instance this start of this instance
   * @param turns of its campaigns, which tell again what the store has not heard of
   */
  Heartbeat(Campaigns campaigns, UUID instance, CampaignQueue turns) {
    this.campaigns = campaigns;
    this.instance = instance;
    this.turns = turns;
  }

  private static ScheduledExecutorService clock() {
    return StandingThreads.ofThisProcess().clock("campaign-lease");
  }

  void start() {
    if (clock.isShutdown()) {
      // Stopped before: a lifecycle may begin again.
      clock = clock();
    }
    renew();
    Future<?> _ =
        clock.scheduleWithFixedDelay(
            this::renew,
            Lease.RENEWED_EVERY.toMillis(),
            Lease.RENEWED_EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void renew() {
    try {
      campaigns.hold(instance);
      int interrupted = campaigns.interruptExpired();
      if (interrupted > 0) {
        LOG.info("{} campaigns were interrupted: whoever ran them went away", interrupted);
      }
      turns.tellUnheard();
    } catch (HistoryUnavailable e) {
      LOG.debug("the lease could not be renewed", e);
    }
  }

  /** Gives the lease back. */
  void stop() {
    clock.shutdownNow();
    try {
      campaigns.release(instance);
    } catch (HistoryUnavailable e) {
      LOG.debug("the lease could not be given back", e);
    }
  }
}
