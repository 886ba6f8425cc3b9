package net.teardown.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.spec.PeerKind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Writes the runs of a campaign to the store, a batch at a time, and knows the campaign's state
 * after the last batch. One thread writes; any may read.
 */
final class RunWriter {

  private static final Logger LOG = LoggerFactory.getLogger(RunWriter.class);

  private static final Duration LONGEST_OUTAGE_AT_THE_END = Duration.ofSeconds(3);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Duration SUMMARY_EVERY = Duration.ofSeconds(5);

  private final Campaigns campaigns;
  private final ApplicationEventPublisher events;
  private final UUID instance;
  private final Backlog backlog;
  private final Duration storePatience;
  private final Consumer<String> onFailure;
  private final Tallies tallies;

  private volatile Campaign campaign;
  private long summarisedAt = System.nanoTime();
  private long summaryTook;

  /**
   * @param campaign as it was queued, for this instance
   * @param storePatience how long the store may be unavailable before the campaign fails
   * @param onFailure called with the reason if the campaign can't go on
   */
  RunWriter(
      Campaigns campaigns,
      ApplicationEventPublisher events,
      Campaign campaign,
      Plan plan,
      Backlog backlog,
      Duration storePatience,
      Consumer<String> onFailure) {
    this.campaigns = campaigns;
    this.events = events;
    this.instance = campaign.instance();
    this.campaign = campaign;
    this.backlog = backlog;
    this.storePatience = storePatience;
    this.onFailure = onFailure;
    this.tallies = new Tallies(plan.cells().size());
  }

  /** The campaign after the last batch. */
  Campaign campaign() {
    return campaign;
  }

  /** The tallies of its runs, as of the last batch. */
  Tallies tallies() {
    return tallies;
  }

  /** Reads the campaign from the store again. */
  void refresh() {
    campaign =
        campaigns.find(campaign.id()).orElseThrow(() -> new Campaigns.NotHeld("it was deleted"));
  }

  /** Writes until nothing more comes, or the store has been unavailable for too long. */
  void work() {
    while (!backlog.isWritten()) {
      List<Backlog.Entry> batch = backlog.batch();
      if (!batch.isEmpty() && !write(batch)) {
        return;
      }
    }
  }

  /** Whether the campaign can go on. */
  private boolean write(List<Backlog.Entry> batch) {
    List<Run> runs = new ArrayList<>(batch.size());
    List<Experiment> kept = new ArrayList<>();
    Map<PeerKind, List<Run>> byPeer = new EnumMap<>(PeerKind.class);
    for (Backlog.Entry entry : batch) {
      runs.add(entry.run());
      byPeer.computeIfAbsent(entry.peer(), _ -> new ArrayList<>()).add(entry.run());
      if (entry.kept() != null) {
        kept.add(entry.kept());
      }
    }
    events.publishEvent(new RunsFinished(byPeer));
    Campaign now = append(runs, kept);
    if (now == null) {
      return false;
    }
    tallies.count(runs);
    campaign = now;
    if (now.status() != Status.RUNNING && !backlog.isStopping()) {
      backlog.stop(Duration.ofSeconds(1));
    }
    if (System.nanoTime() - summarisedAt > Math.max(SUMMARY_EVERY.toNanos(), 20 * summaryTook)) {
      summarise();
    }
    return true;
  }

  /** The campaign after the commit; null if the store was unavailable for too long. */
  private @Nullable Campaign append(List<Run> runs, List<Experiment> kept) {
    long begun = System.nanoTime();
    while (true) {
      try {
        return campaigns.append(campaign.id(), instance, campaign.done(), runs, kept);
      } catch (HistoryUnavailable e) {
        Duration longest = backlog.isStopping() ? LONGEST_OUTAGE_AT_THE_END : storePatience;
        if (System.nanoTime() - begun > longest.toNanos()) {
          // The store can't keep its status either, so the log alone tells for now.
          LOG.warn(
              "Campaign {} ends here: the store could not keep its runs: {}",
              campaign.id(),
              e.getMessage());
          onFailure.accept("the store could not keep its runs: " + e.getMessage());
          return null;
        }
        try {
          Thread.sleep(RETRY);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          return null;
        }
      }
    }
  }

  /**
   * Stores the tallies, without which a reader would have to count all runs. It does no harm if
   * they are late.
   */
  void summarise() {
    long begun = System.nanoTime();
    try {
      campaigns.summarise(campaign.id(), instance, tallies.summary());
    } catch (HistoryUnavailable e) {
      LOG.debug("no summary of campaign {}", campaign.id(), e);
    }
    summarisedAt = System.nanoTime();
    summaryTook = summarisedAt - begun;
  }
}
