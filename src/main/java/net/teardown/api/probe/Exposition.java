package net.teardown.api.probe;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.TlsSeen;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.experiment.terms.Verdict;
import net.teardown.probe.ProbeFailure;
import net.teardown.probe.ProbePhases;
import net.teardown.probe.ProbePhases.Phase;
import net.teardown.probe.ProbeResult;
import org.jspecify.annotations.Nullable;

/**
 * Converts a probe's result to Prometheus metrics: those of blackbox_exporter by the same names,
 * and further ones. Parts that are the same for every probe are created once.
 */
final class Exposition {

  private static final Flag SUCCESS = new Flag("probe_success", "Whether the probe was a success");
  private static final MetricMetadata DURATION =
      new MetricMetadata("probe_duration_seconds", "How long the probe took");
  private static final MetricMetadata TIMEOUT =
      new MetricMetadata("probe_timeout_seconds", "How long the probe might have taken");
  private static final MetricMetadata ADDRESS =
      new MetricMetadata(
          "probe_ip_addr_hash", "A hash of the target's address, to see when it changes");
  private static final MetricMetadata LOOKUP =
      new MetricMetadata(
          "probe_dns_lookup_time_seconds", "How long looking up the target's name took");
  private static final Flag AS_PREDICTED =
      new Flag(
          "teardown_probe_as_predicted",
          "Whether theory allows how the connection ended and what arrived; absent where nothing is"
              + " predicted or nothing can be judged");
  private static final MetricMetadata UNREAD =
      new MetricMetadata(
          "teardown_probe_unread_bytes",
          "Bytes that the end which closed had not read; absent where it isn't known");
  private static final MetricMetadata REPLY =
      new MetricMetadata(
          "teardown_probe_reply_bytes",
          "Bytes of the other end's that were read, a greeting included");
  private static final MetricMetadata STATUS =
      new MetricMetadata(
          "teardown_probe_http_status", "The reply's HTTP status; absent where it has none");
  private static final MetricMetadata FAILED =
      new MetricMetadata(
          "teardown_probe_failed",
          "1 with the step that the probe came to and the reason why it failed; absent if it"
              + " didn't");
  private static final MetricMetadata PHASE =
      new MetricMetadata(
          "teardown_probe_phase_duration_seconds", "What the probe spent its time on");

  private static final Flag BY_REGEX =
      new Flag(
          "probe_failed_due_to_regex",
          "Whether the server ended before a regular expression matched, or its reply doesn't"
              + " match");

  private static final MetricMetadata CERTIFICATE_EXPIRY =
      new MetricMetadata(
          "probe_ssl_earliest_cert_expiry",
          "When the first certificate of the server's chain expires, in seconds since 1970; absent"
              + " in plaintext");

  private static final Map<TlsVersion, GaugeSnapshot> TLS_VERSIONS =
      new EnumMap<>(TlsVersion.class);

  private static final Map<TlsEnding, GaugeSnapshot> TLS_ENDINGS =
      states(
          TlsEnding.class,
          new MetricMetadata(
              "teardown_probe_tls_ending",
              "How the TLS stream ended: 1 for that; absent if it didn't"),
          "ending");

  /** Its labels come from what a server says, so there is no end of their values. */
  static final MetricMetadata EXPECT_INFO =
      new MetricMetadata(
          "probe_expect_info", "What the module takes from the line that it expects");

  private static final Map<Verdict, GaugeSnapshot> VERDICTS =
      states(
          Verdict.class,
          new MetricMetadata(
              "teardown_probe_verdict", "How the connection ended for its observer: 1 for that"),
          "verdict");
  private static final Map<Delivery, GaugeSnapshot> DELIVERIES =
      states(
          Delivery.class,
          new MetricMetadata(
              "teardown_probe_delivery", "What became of what the closer had sent: 1 for that"),
          "delivery");

  private static final GaugeSnapshot NO_ADDRESS;
  private static final GaugeSnapshot IPV4;
  private static final GaugeSnapshot IPV6;

  private static final Map<Phase, Labels> PHASES = new EnumMap<>(Phase.class);

  /** Those that aren't made anew for each probe, so that their text needn't be either. */
  private static final Set<MetricSnapshot> CONSTANT =
      Collections.newSetFromMap(new IdentityHashMap<>());

  /** A metric that is 1 or 0. */
  private record Flag(GaugeSnapshot no, GaugeSnapshot yes) {

    private Flag(String name, String help) {
      this(new MetricMetadata(name, help));
    }

    private Flag(MetricMetadata metadata) {
      this(gauge(metadata, 0), gauge(metadata, 1));
    }

    private GaugeSnapshot of(boolean is) {
      return is ? yes : no;
    }
  }

  static {
    MetricMetadata protocol =
        new MetricMetadata("probe_ip_protocol", "4 or 6: the target's version of IP; 0 for none");
    NO_ADDRESS = gauge(protocol, 0);
    IPV4 = gauge(protocol, 4);
    IPV6 = gauge(protocol, 6);
    MetricMetadata version =
        new MetricMetadata("probe_tls_version_info", "The version of TLS that was agreed on");
    for (TlsVersion known : TlsVersion.values()) {
      TLS_VERSIONS.put(
          known, new GaugeSnapshot(version, List.of(point(1, Labels.of("version", known.text())))));
    }
    for (Phase phase : Phase.values()) {
      PHASES.put(phase, Labels.of("phase", ProbeFailure.labelValue(phase)));
    }
    for (Flag flag : List.of(SUCCESS, AS_PREDICTED, BY_REGEX)) {
      Collections.addAll(CONSTANT, flag.no(), flag.yes());
    }
    Collections.addAll(CONSTANT, NO_ADDRESS, IPV4, IPV6);
    for (Map<?, GaugeSnapshot> states : List.of(VERDICTS, DELIVERIES, TLS_VERSIONS, TLS_ENDINGS)) {
      CONSTANT.addAll(states.values());
    }
  }

  private Exposition() {}

  /** Whether the same object stands for the same value in all answers. */
  static boolean isConstant(MetricSnapshot metric) {
    return CONSTANT.contains(metric);
  }

  /** All metrics of a probe. */
  static MetricSnapshots of(ProbeResult result) {
    Outcome outcome = result.outcome();
    List<MetricSnapshot> all = new ArrayList<>(16);
    all.add(SUCCESS.of(result.success()));
    all.add(gauge(DURATION, seconds(result.took())));
    all.add(gauge(TIMEOUT, seconds(result.within())));
    all.add(protocol(result.address()));
    all.add(gauge(ADDRESS, (double) hash(result.address())));
    all.add(gauge(LOOKUP, seconds(result.lookup())));
    all.add(BY_REGEX.of(result.failedDueToRegex()));
    Map<String, String> info = result.expectInfo();
    if (!info.isEmpty()) {
      Labels labels =
          Labels.of(info.keySet().toArray(String[]::new), info.values().toArray(String[]::new));
      all.add(new GaugeSnapshot(EXPECT_INFO, List.of(point(1, labels))));
    }
    all.add(Objects.requireNonNull(VERDICTS.get(outcome.verdict())));
    all.add(Objects.requireNonNull(DELIVERIES.get(outcome.delivery())));
    all.add(gauge(REPLY, (double) received(outcome)));
    Boolean asPredicted = outcome.asPredicted();
    if (asPredicted != null) {
      all.add(AS_PREDICTED.of(asPredicted));
    }
    Long unread = unread(outcome);
    if (unread != null) {
      all.add(gauge(UNREAD, unread));
    }
    Integer status = outcome.httpStatus();
    if (status != null) {
      all.add(gauge(STATUS, status));
    }
    addTls(outcome, all);
    ProbeFailure failure = result.failure();
    if (failure != null) {
      Labels why =
          Labels.of("step", ProbeFailure.labelValue(failure.step()), "reason", failure.reason());
      all.add(new GaugeSnapshot(FAILED, List.of(point(1, why))));
    }
    List<GaugeDataPointSnapshot> phases = new ArrayList<>(PHASES.size());
    ProbePhases.of(result)
        .forEach((phase, took) ->
            phases.add(point(seconds(took), Objects.requireNonNull(PHASES.get(phase)))));
    all.add(new GaugeSnapshot(PHASE, phases));
    return new MetricSnapshots(all);
  }

  private static void addTls(Outcome outcome, List<MetricSnapshot> all) {
    outcome
        .tls()
        .map(TlsSeen::certificate)
        .ifPresent(shown ->
            all.add(gauge(CERTIFICATE_EXPIRY, (double) shown.chainNotAfter().getEpochSecond())));
    if (outcome.tlsVersion() != null) {
      all.add(Objects.requireNonNull(TLS_VERSIONS.get(outcome.tlsVersion())));
    }
    if (outcome.tlsEnding() != null) {
      all.add(Objects.requireNonNull(TLS_ENDINGS.get(outcome.tlsEnding())));
    }
  }

  private static long received(Outcome outcome) {
    return outcome.replyBytesReceived()
        + outcome.ends().server().map(ServerReport::bannerBytes).orElse(0L);
  }

  /**
   * The closer's unread bytes as it reports them, or the bytes of a server's reply that this end
   * left unread.
   */
  private static @Nullable Long unread(Outcome outcome) {
    return outcome
        .ends()
        .server()
        .map(ServerReport::unreadBytes)
        .or(() -> outcome.closer().map(EndRecord::unreadAtClose))
        .orElse(null);
  }

  private static GaugeSnapshot protocol(@Nullable InetAddress address) {
    return address == null ? NO_ADDRESS : address instanceof Inet4Address ? IPV4 : IPV6;
  }

  /** FNV-1a of the address' bytes, 32 bits, as in blackbox_exporter. */
  private static long hash(@Nullable InetAddress address) {
    if (address == null) {
      return 0;
    }
    int hash = 0x811C9DC5;
    for (byte octet : address.getAddress()) {
      hash = (hash ^ (octet & 0xFF)) * 0x01000193;
    }
    return Integer.toUnsignedLong(hash);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static <E extends Enum<E>> Map<E, GaugeSnapshot> states(
      Class<E> type, MetricMetadata metadata, String label) {
    Map<E, GaugeSnapshot> states = new EnumMap<>(type);
    for (E state : type.getEnumConstants()) {
      states.put(
          state,
          new GaugeSnapshot(
              metadata,
              Arrays.stream(type.getEnumConstants())
                  .map(other ->
                      point(
                          other == state ? 1 : 0, Labels.of(label, ProbeFailure.labelValue(other))))
                  .toList()));
    }
    return states;
  }

  private static GaugeSnapshot gauge(MetricMetadata metadata, double value) {
    return new GaugeSnapshot(metadata, List.of(point(value, Labels.EMPTY)));
  }

  private static GaugeDataPointSnapshot point(double value, Labels labels) {
    return new GaugeDataPointSnapshot(value, labels, null);
  }
}
