package net.teardown.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import net.teardown.campaign.Run;
import net.teardown.campaign.RunsFinished;
import net.teardown.experiment.outcome.ExperimentFinished;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RunFailed;
import net.teardown.experiment.outcome.StrangersTurnedAway;
import net.teardown.experiment.spec.PeerKind;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Counts the experiments that have finished, kept or not. The self-check's are not counted. */
@Component
class ExperimentMetrics {

  private static final Duration[] BUCKETS = {
    Duration.ofNanos(50_000),
    Duration.ofNanos(100_000),
    Duration.ofNanos(200_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private static final List<Origin> COUNTED =
      List.of(Origin.REQUEST, Origin.CAMPAIGN, Origin.MONITOR, Origin.PROBE);

  private final MeterProvider<Counter> experiments;
  private final MeterProvider<Counter> replies;
  private final MeterProvider<Timer> duration;
  private final MeterProvider<Counter> failed;
  private final Counter strangers;

  ExperimentMetrics(MeterRegistry registry) {
    experiments =
        Counter.builder("teardown.experiments")
            .description(
                "Experiments that finished, by how the connection ended for its observer and"
                    + " whether theory allows it; the self-check's are not counted")
            .baseUnit("experiments")
            .withRegistry(registry);
    replies =
        Counter.builder("teardown.replies")
            .description(
                "Experiments that finished, by what became of the bytes that the closer had sent")
            .baseUnit("replies")
            .withRegistry(registry);
    duration =
        Timer.builder("teardown.experiment.duration")
            .description("How long an experiment took, from its first call to its last")
            .serviceLevelObjectives(BUCKETS)
            .withRegistry(registry);
    failed =
        Counter.builder("teardown.runs.failed")
            .description(
                "Runs without an outcome, by a defect of this service: what happens on the network"
                    + " is an outcome")
            .withRegistry(registry);
    strangers =
        Counter.builder("teardown.strangers")
            .description(
                "Connections to a listener of an experiment that were not its own initiator's, and"
                    + " were closed")
            .register(registry);
    startAtZero();
  }

  @EventListener
  void count(StrangersTurnedAway turnedAway) {
    strangers.increment(turnedAway.count());
  }

  @EventListener
  void count(RunFailed run) {
    if (run.origin() != Origin.SELF_CHECK) {
      failed.withTag("origin", Label.of(run.origin())).increment();
    }
  }

  @EventListener
  void count(ExperimentFinished finished) {
    Outcome outcome = finished.outcome();
    if (outcome.asked().origin() == Origin.SELF_CHECK) {
      return;
    }
    PeerKind peer = outcome.spec().peer();
    experiments
        .withTags(
            tags(
                outcome.asked().origin(),
                peer,
                outcome.verdict(),
                Label.ofAsPredicted(outcome.asPredicted())))
        .increment();
    replies.withTag("delivery", Label.of(outcome.delivery())).increment();
    duration
        .withTag("peer", Label.of(peer))
        .record(Duration.ofNanos(outcome.run().durationMicros() * 1000));
  }

  @EventListener
  void count(RunsFinished finished) {
    finished
        .runs()
        .forEach((peer, runs) -> {
          Timer timer = duration.withTag("peer", Label.of(peer));
          for (Run run : runs) {
            experiments
                .withTags(
                    tags(
                        Origin.CAMPAIGN,
                        peer,
                        run.verdict(),
                        Label.ofAsPredicted(run.asPredicted())))
                .increment();
            replies.withTag("delivery", Label.of(run.delivery())).increment();
            timer.record(Duration.ofNanos(run.durationMicros() * 1000));
          }
        });
  }

  /**
   * Registers each series at 0, because the first increment of a series that isn't there yet would
   * show no increase.
   */
  private void startAtZero() {
    for (PeerKind peer : PeerKind.values()) {
      for (Verdict verdict : Verdict.values()) {
        for (String asPredicted : verdict.judged() ? List.of("true", "false") : List.of("none")) {
          for (Origin origin : COUNTED) {
            experiments.withTags(tags(origin, peer, verdict, asPredicted));
          }
        }
      }
      duration.withTag("peer", Label.of(peer));
    }
    for (Origin origin : COUNTED) {
      failed.withTag("origin", Label.of(origin));
    }
    for (Delivery delivery : Delivery.values()) {
      replies.withTag("delivery", Label.of(delivery));
    }
  }

  private static Tags tags(Origin origin, PeerKind peer, Verdict verdict, String asPredicted) {
    return Tags.of(
        "origin",
        Label.of(origin),
        "peer",
        Label.of(peer),
        "verdict",
        Label.of(verdict),
        "as_predicted",
        asPredicted);
  }
}
