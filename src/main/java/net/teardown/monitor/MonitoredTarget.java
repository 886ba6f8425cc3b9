package net.teardown.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RespondingInstance;
import net.teardown.experiment.terms.Delivery;
import net.teardown.monitor.Permits.Kind;
import net.teardown.monitor.TargetState.Ended;
import net.teardown.monitor.TargetState.Last;
import net.teardown.probe.ProbeFailure;
import net.teardown.probe.ProbeResult;
import org.jspecify.annotations.Nullable;

/** One monitored target: its due times and the results of its runs. */
final class MonitoredTarget {

  /** A run that took nine tenths of its timeout counts as unanswered. */
  private static final int TENTHS = 9;

  private final Monitor monitor;
  private final String address;
  private final @Nullable String foundBy;

  // Guarded by this.
  private final Map<Ended, Long> runs = new HashMap<>();
  private final Map<Delivery, Long> deliveries = new EnumMap<>(Delivery.class);
  private final Map<ProbeFailure, Long> failures = new HashMap<>();
  private final LastHour lastHour = new LastHour();
  private @Nullable String vantage;
  private @Nullable Last last;
  private @Nullable Instant lastSuccessAt;
  private Kind kind = Kind.UNKNOWN;
  private long skipped;
  private boolean running;

  private volatile boolean over;

  /**
   * @param foundBy the name whose lookup gave the address; null if the address was configured
   */
  MonitoredTarget(Monitor monitor, String address, @Nullable String foundBy) {
    this.monitor = monitor;
    this.address = address;
    this.foundBy = foundBy;
  }

  Monitor monitor() {
    return monitor;
  }

  String address() {
    return address;
  }

  @Nullable String foundBy() {
    return foundBy;
  }

  /** Stops monitoring the target. The result of a run in progress is discarded. */
  void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  /** The kind of target by its last run. */
  synchronized Kind kind() {
    return kind;
  }

  /** Starts a run; returns false if one is in progress. */
  synchronized boolean begin() {
    if (running) {
      return false;
    }
    running = true;
    return true;
  }

  synchronized void ended() {
    running = false;
  }

  synchronized void skipped(long times) {
    skipped += times;
  }

  synchronized void record(Instant at, ProbeResult result) {
    Outcome outcome = result.outcome();
    RespondingInstance responder = outcome.ends().between().responder();
    if (responder != null) {
      vantage = responder.vantage();
    }
    kind =
        result.took().multipliedBy(10).compareTo(monitor.timeout().multipliedBy(TENTHS)) >= 0
            ? Kind.DEAD
            : Kind.ALIVE;
    runs.merge(new Ended(outcome.verdict(), outcome.asPredicted()), 1L, Long::sum);
    deliveries.merge(outcome.delivery(), 1L, Long::sum);
    lastHour.count(at, outcome.verdict(), result.failure() == null);
    set(
        new Last(
            at,
            outcome.run().durationMicros(),
            outcome.verdict(),
            outcome.delivery(),
            outcome.reason(),
            outcome.run().detail(),
            outcome.asPredicted(),
            result.failure(),
            at,
            result.experiment().id()));
  }

  /** Records that nothing was run. */
  synchronized void notRun(Instant at, ProbeFailure failure, @Nullable String why) {
    kind = Kind.ALIVE;
    lastHour.count(at, null, false);
    set(new Last(at, 0, null, null, null, why, null, failure, at, null));
  }

  private void set(Last now) {
    Last before = last;
    last =
        before == null || !before.sameAs(now)
            ? now
            : new Last(
                now.at(),
                now.durationMicros(),
                now.verdict(),
                now.delivery(),
                now.reason(),
                now.detail(),
                now.asPredicted(),
                now.failure(),
                before.since(),
                now.experiment() == null ? before.experiment() : now.experiment());
    if (now.failure() == null) {
      lastSuccessAt = now.at();
    } else {
      failures.merge(now.failure(), 1L, Long::sum);
    }
  }

  /** The responder's own vantage, once it is known. */
  synchronized @Nullable String vantage() {
    return vantage;
  }

  /**
   * The current state.
   *
   * @param name its display name, unique within the monitor
   */
  synchronized TargetState state(String name) {
    return new TargetState(
        name, address, foundBy, last, lastSuccessAt, runs, deliveries, failures, skipped);
  }

  /**
   * How its runs ended in the hour up to now.
   *
   * @param name as of {@link #state}
   */
  synchronized TargetSeries lastHour(String name, Instant now) {
    return lastHour.until(now, name, address);
  }

  /** The first due time, spread over the interval so that not all targets are due at once. */
  Duration offset() {
    long nanos = monitor.interval().toNanos();
    long hash = Objects.hash(monitor.name(), address) * 0x9E3779B97F4A7C15L;
    return Duration.ofNanos((long) ((hash >>> 11) * 0x1p-53 * nanos));
  }
}
