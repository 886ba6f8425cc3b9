package net.teardown.run;

import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;

/**
 * Looks after what processes hold in the store by a lease, each time that this process has renewed
 * its own.
 */
@FunctionalInterface
public interface LeaseRenewed {

  /**
   * Called by one thread, every few seconds.
   *
   * @throws HistoryUnavailable if the store isn't there; it is called again later
   */
  void renewed();
}
