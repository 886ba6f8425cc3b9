package net.teardown.metrics;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.teardown.experiment.terms.Verdict;
import net.teardown.monitor.MonitorRan;
import net.teardown.monitor.MonitorState;
import net.teardown.monitor.Monitors;
import net.teardown.monitor.TargetState;
import net.teardown.monitor.TargetState.Last;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Collects the monitors' series at each scrape, so that a series exists exactly as long as its
 * target.
 */
@Component
class MonitorMetrics implements MultiCollector {

  private static final double[] LAG = {0.001, 0.005, 0.02, 0.1, 0.5, 1, 5};
  private static final double[] DURATION = {0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30};

  private static final MetricMetadata EXPERIMENTS =
      new MetricMetadata("teardown_monitor_experiments", "Runs of a monitor, by how they ended");
  private static final MetricMetadata REPLIES =
      new MetricMetadata(
          "teardown_monitor_replies", "Runs of a monitor, by what became of the closer's bytes");
  private static final MetricMetadata FAILURES =
      new MetricMetadata(
          "teardown_monitor_failures",
          "Runs of a monitor that were no success, by how far they came and why");
  private static final MetricMetadata SKIPPED =
      new MetricMetadata(
          "teardown_monitor_skipped",
          "Runs that were due and found the one before under way, or no permit");
  private static final MetricMetadata VERDICT =
      new MetricMetadata("teardown_monitor_verdict", "How the last run ended: 1 for that");
  private static final MetricMetadata SUCCESS =
      new MetricMetadata("teardown_monitor_success", "Whether the last run was a success");
  private static final MetricMetadata AS_PREDICTED =
      new MetricMetadata(
          "teardown_monitor_as_predicted",
          "Whether theory allows how the last run ended; absent where nothing is predicted");
  private static final MetricMetadata LAST_RUN =
      new MetricMetadata("teardown_monitor_last_run_timestamp_seconds", "When it ran last");
  private static final MetricMetadata LAST_SUCCESS =
      new MetricMetadata(
          "teardown_monitor_last_success_timestamp_seconds",
          "When it succeeded last; absent if it never did");
  private static final MetricMetadata TARGETS =
      new MetricMetadata("teardown_monitor_targets", "Targets that a monitor watches");
  private static final MetricMetadata INTERVAL =
      new MetricMetadata(
          "teardown_monitor_interval_seconds", "How long from one run of a target to the next");
  private static final MetricMetadata RELOADED =
      new MetricMetadata(
          "teardown_config_last_reload_successful",
          "Whether the probes file could be understood when it was last looked at");
  private static final MetricMetadata RELOADED_AT =
      new MetricMetadata(
          "teardown_config_last_reload_success_timestamp_seconds",
          "When the probes file was last loaded");

  private final Monitors monitors;
  private final Histogram lag;
  private final Histogram duration;
  private final Set<String> timed = new HashSet<>();

  MonitorMetrics(Monitors monitors, ObjectProvider<PrometheusRegistry> registry) {
    this.monitors = monitors;
    this.lag = histogram("teardown_monitor_lag_seconds", "How late a run began", LAG);
    this.duration =
        histogram(
            "teardown_monitor_duration_seconds",
            "How long a run took, looking up its target included",
            DURATION);
    registry.ifAvailable(prometheus -> {
      prometheus.register(this);
      prometheus.register(lag);
      prometheus.register(duration);
    });
  }

  private static Histogram histogram(String name, String help, double[] bounds) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames("monitor")
        .classicOnly()
        // Exemplars need a tracer, and this service has none.
        .withoutExemplars()
        .classicUpperBounds(bounds)
        .build();
  }

  @EventListener
  void count(MonitorRan ran) {
    synchronized (timed) {
      timed.add(ran.monitor());
      lag.labelValues(ran.monitor()).observe(ran.lag().toNanos() / 1e9);
      duration.labelValues(ran.monitor()).observe(ran.took().toNanos() / 1e9);
    }
  }

  @Override
  public MetricSnapshots collect() {
    List<MonitorState> all = monitors.all();
    forget(all);
    Series series = new Series();
    for (MonitorState state : all) {
      String name = state.monitor().name();
      Labels labels = Labels.of("monitor", name);
      series.add(series.targets, state.targets().size(), labels);
      series.add(series.interval, state.monitor().interval().toNanos() / 1e9, labels);
      series.skipped.add(
          new CounterSnapshot.CounterDataPointSnapshot(state.skipped(), labels, null, 0));
      state.targets().forEach(target -> series.add(name, target));
    }
    return series.snapshots(monitors.loaded());
  }

  /**
   * Removes the series of monitors that are gone; a run that ended after its monitor may have made
   * one again.
   */
  private void forget(List<MonitorState> all) {
    Set<String> names = new HashSet<>();
    all.forEach(state -> names.add(state.monitor().name()));
    synchronized (timed) {
      timed.removeIf(name -> {
        if (names.contains(name)) {
          return false;
        }
        lag.remove(name);
        duration.remove(name);
        return true;
      });
    }
  }

  @Override
  public List<MetricFamilyDescriptor> getMetricFamilyDescriptors() {
    return new Series()
        .snapshots(new Monitors.Loaded(true, Instant.EPOCH)).stream()
            .map(snapshot ->
                MetricFamilyDescriptor.of(
                    snapshot instanceof CounterSnapshot ? MetricType.COUNTER : MetricType.GAUGE,
                    snapshot.getMetadata()))
            .toList();
  }

  /** The series of one scrape. */
  private static final class Series {

    private final List<CounterSnapshot.CounterDataPointSnapshot> experiments = new ArrayList<>();
    private final List<CounterSnapshot.CounterDataPointSnapshot> replies = new ArrayList<>();
    private final List<CounterSnapshot.CounterDataPointSnapshot> failures = new ArrayList<>();
    private final List<CounterSnapshot.CounterDataPointSnapshot> skipped = new ArrayList<>();
    private final List<GaugeSnapshot.GaugeDataPointSnapshot> verdict = new ArrayList<>();
    private final List<GaugeSnapshot.GaugeDataPointSnapshot> success = new ArrayList<>();
    private final List<GaugeSnapshot.GaugeDataPointSnapshot> asPredicted = new ArrayList<>();
    private final List<GaugeSnapshot.GaugeDataPointSnapshot> lastRun = new ArrayList<>();
    private final List<GaugeSnapshot.GaugeDataPointSnapshot> lastSuccess = new ArrayList<>();
    private final List<GaugeSnapshot.GaugeDataPointSnapshot> targets = new ArrayList<>();
    private final List<GaugeSnapshot.GaugeDataPointSnapshot> interval = new ArrayList<>();

    void add(String monitor, TargetState target) {
      Labels labels = Labels.of("monitor", monitor, "target", target.target());
      target
          .runs()
          .forEach((ended, count) ->
              count(
                  experiments,
                  count,
                  labels
                      .add("verdict", Label.of(ended.verdict()))
                      .add("as_predicted", Label.ofAsPredicted(ended.asPredicted()))));
      target
          .deliveries()
          .forEach((delivery, count) ->
              count(replies, count, labels.add("delivery", Label.of(delivery))));
      target
          .failures()
          .forEach((failure, count) ->
              count(
                  failures,
                  count,
                  labels.add("step", Label.of(failure.step())).add("reason", failure.reason())));
      Last last = target.last();
      if (last == null) {
        return;
      }
      add(success, last.success() ? 1 : 0, labels);
      add(lastRun, last.at().toEpochMilli() / 1e3, labels);
      if (last.asPredicted() != null) {
        add(asPredicted, last.asPredicted() ? 1 : 0, labels);
      }
      for (Verdict each : last.verdict() == null ? new Verdict[0] : Verdict.values()) {
        add(verdict, each == last.verdict() ? 1 : 0, labels.add("verdict", Label.of(each)));
      }
      if (target.lastSuccessAt() != null) {
        add(lastSuccess, target.lastSuccessAt().toEpochMilli() / 1e3, labels);
      }
    }

    void add(List<GaugeSnapshot.GaugeDataPointSnapshot> to, double value, Labels labels) {
      to.add(new GaugeSnapshot.GaugeDataPointSnapshot(value, labels, null));
    }

    private static void count(
        List<CounterSnapshot.CounterDataPointSnapshot> to, double value, Labels labels) {
      to.add(new CounterSnapshot.CounterDataPointSnapshot(value, labels, null, 0));
    }

    MetricSnapshots snapshots(Monitors.Loaded loaded) {
      List<GaugeSnapshot.GaugeDataPointSnapshot> reloaded = new ArrayList<>();
      List<GaugeSnapshot.GaugeDataPointSnapshot> reloadedAt = new ArrayList<>();
      add(reloaded, loaded.successful() ? 1 : 0, Labels.EMPTY);
      add(reloadedAt, loaded.loadedAt().toEpochMilli() / 1e3, Labels.EMPTY);
      return new MetricSnapshots(
          List.<MetricSnapshot>of(
              new CounterSnapshot(EXPERIMENTS, experiments),
              new CounterSnapshot(REPLIES, replies),
              new CounterSnapshot(FAILURES, failures),
              new CounterSnapshot(SKIPPED, skipped),
              new GaugeSnapshot(VERDICT, verdict),
              new GaugeSnapshot(SUCCESS, success),
              new GaugeSnapshot(AS_PREDICTED, asPredicted),
              new GaugeSnapshot(LAST_RUN, lastRun),
              new GaugeSnapshot(LAST_SUCCESS, lastSuccess),
              new GaugeSnapshot(TARGETS, targets),
              new GaugeSnapshot(INTERVAL, interval),
              new GaugeSnapshot(RELOADED, reloaded),
              new GaugeSnapshot(RELOADED_AT, reloadedAt)));
    }
  }
}
