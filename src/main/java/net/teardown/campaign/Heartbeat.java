package net.teardown.campaign;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.instance.StandingThreads;
import net.teardown.run.LeaseRenewed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews this process's lease on what it holds in the store, and interrupts campaigns whose lease
 * has expired because their process is gone.
 */
final class Heartbeat {

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final Campaigns campaigns;
  private final UUID instance;
  private final CampaignQueue queue;
  private final List<LeaseRenewed> others;
  private volatile ScheduledExecutorService clock = clock();

  /**
   * @param instance the id of this process
   * @param queue its campaigns, whose failures are stored again if they could not be before
   * @param others who holds something else by the same lease
   */
  Heartbeat(Campaigns campaigns, UUID instance, CampaignQueue queue, List<LeaseRenewed> others) {
    this.others = others;
    this.campaigns = campaigns;
    this.instance = instance;
    this.queue = queue;
  }

  private static ScheduledExecutorService clock() {
    return StandingThreads.ofThisProcess().clock("campaign-lease");
  }

  void start() {
    if (clock.isShutdown()) {
      // It was stopped before; a lifecycle may be started again.
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
      queue.reportFailures();
      others.forEach(LeaseRenewed::renewed);
    } catch (HistoryUnavailable e) {
      LOG.debug("the lease could not be renewed", e);
    }
  }

  /** Stops renewing, and releases the lease. */
  void stop() {
    clock.shutdownNow();
    try {
      campaigns.release(instance);
    } catch (HistoryUnavailable e) {
      LOG.debug("the lease could not be given back", e);
    }
  }
}
