package net.teardown.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Counts the experiments that have finished, kept or not. The self-check's are not counted. */
@Component
class ExperimentMetrics implements ExperimentFinished.Listener {

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

  /** The labels of a counter of experiments. */
  private record Kind(
      Origin origin, PeerKind peer, Verdict verdict, @Nullable Boolean asPredicted) {

    Tags tags() {
      return Tags.of(
          "origin",
          Label.of(origin),
          "peer",
          Label.of(peer),
          "verdict",
          Label.of(verdict),
          "as_predicted",
          Label.ofAsPredicted(asPredicted));
    }
  }

  private final MeterProvider<Counter> experiments;

  // Looking a meter up by its tags would take longer than judging the run.
  private final Map<Kind, Counter> known = new ConcurrentHashMap<>();
  private final Map<Delivery, Counter> replies = new EnumMap<>(Delivery.class);
  private final Map<PeerKind, Timer> duration = new EnumMap<>(PeerKind.class);
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
    MeterProvider<Counter> delivered =
        Counter.builder("teardown.replies")
            .description(
                "Experiments that finished, by what became of the bytes that the closer had sent")
            .baseUnit("replies")
            .withRegistry(registry);
    MeterProvider<Timer> took =
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
    startAtZero(delivered, took);
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

  @Override
  public void finished(ExperimentFinished run) {
    Outcome outcome = run.outcome();
    Origin origin = outcome.asked().origin();
    if (origin == Origin.SELF_CHECK) {
      return;
    }
    PeerKind peer = outcome.spec().peer();
    count(origin, peer, outcome.verdict(), outcome.asPredicted(), outcome.delivery());
    Objects.requireNonNull(duration.get(peer))
        .record(outcome.run().durationMicros(), TimeUnit.MICROSECONDS);
  }

  @EventListener
  void count(RunsFinished finished) {
    finished
        .runs()
        .forEach((peer, runs) -> {
          Timer timer = Objects.requireNonNull(duration.get(peer));
          for (Run run : runs) {
            count(Origin.CAMPAIGN, peer, run.verdict(), run.asPredicted(), run.delivery());
            timer.record(run.durationMicros(), TimeUnit.MICROSECONDS);
          }
        });
  }

  private void count(
      Origin origin,
      PeerKind peer,
      Verdict verdict,
      @Nullable Boolean asPredicted,
      Delivery delivery) {
    experiments(new Kind(origin, peer, verdict, asPredicted)).increment();
    Objects.requireNonNull(replies.get(delivery)).increment();
  }

  private Counter experiments(Kind kind) {
    return known.computeIfAbsent(kind, missing -> experiments.withTags(missing.tags()));
  }

  /**
   * Registers each series at 0, because the first increment of a series that isn't there yet would
   * show no increase.
   */
  private void startAtZero(MeterProvider<Counter> delivered, MeterProvider<Timer> took) {
    for (PeerKind peer : PeerKind.values()) {
      for (Verdict verdict : Verdict.values()) {
        for (Origin origin : COUNTED) {
          if (verdict.judged()) {
            experiments(new Kind(origin, peer, verdict, true));
            experiments(new Kind(origin, peer, verdict, false));
          } else {
            experiments(new Kind(origin, peer, verdict, null));
          }
        }
      }
      duration.put(peer, took.withTag("peer", Label.of(peer)));
    }
    for (Origin origin : COUNTED) {
      failed.withTag("origin", Label.of(origin));
    }
    for (Delivery delivery : Delivery.values()) {
      replies.put(delivery, delivered.withTag("delivery", Label.of(delivery)));
    }
  }
}
