package net.teardown.socket;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The settings of this host that change what TCP does, by name. Somebody may change them at any
 * time, so they are read again, but not for each run: reading them takes as long as several runs.
 */
final class HostSettings {

  /** How old a reading may be. */
  static final Duration EVERY = Duration.ofSeconds(2);

  private static final List<KernelSwitch> PARAMETERS =
      List.of(
          new KernelSwitch("net.core.somaxconn"),
          new KernelSwitch("net.ipv4.ip_local_port_range"),
          new KernelSwitch("net.ipv4.tcp_abort_on_overflow"),
          new KernelSwitch("net.ipv4.tcp_congestion_control"),
          new KernelSwitch("net.ipv4.tcp_fin_timeout"),
          new KernelSwitch("net.ipv4.tcp_max_tw_buckets"),
          new KernelSwitch("net.ipv4.tcp_rfc1337"),
          new KernelSwitch("net.ipv4.tcp_rmem"),
          new KernelSwitch("net.ipv4.tcp_sack"),
          new KernelSwitch("net.ipv4.tcp_syncookies"),
          new KernelSwitch("net.ipv4.tcp_timestamps"),
          new KernelSwitch("net.ipv4.tcp_tw_reuse"),
          new KernelSwitch("net.ipv4.tcp_window_scaling"),
          new KernelSwitch("net.ipv4.tcp_wmem"));

  private final Supplier<Map<String, String>> reader;
  private final LongSupplier nanos;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile Reading last;

  /**
   * @param atNanos when it was read
   */
  private record Reading(Map<String, String> settings, long atNanos) {}

  /** Reads the settings for the first time. */
  HostSettings(Supplier<Map<String, String>> reader, LongSupplier nanos) {
    this.reader = reader;
    this.nanos = nanos;
    this.last = new Reading(reader.get(), nanos.getAsLong());
  }

  /**
   * The settings of this process's host.
   *
   * @param stack the name of the stack that reads them
   * @param loopbackQueue the queueing discipline of {@code lo}, empty if it can't be read
   */
  static HostSettings of(String stack, Supplier<Optional<String>> loopbackQueue) {
    return new HostSettings(() -> read(stack, loopbackQueue), System::nanoTime);
  }

  /**
   * The settings, at most {@link #EVERY} old. The same map is returned until one of them changes.
   */
  Map<String, String> current() {
    Reading current = last;
    if (nanos.getAsLong() - current.atNanos() < EVERY.toNanos()
        || !reading.compareAndSet(false, true)) {
      return current.settings();
    }
    try {
      // One that can't be read this time keeps its value: descriptors may have run out.
      Map<String, String> read = new LinkedHashMap<>(current.settings());
      read.putAll(reader.get());
      Map<String, String> settings =
          read.equals(current.settings()) ? current.settings() : Map.copyOf(read);
      last = new Reading(settings, nanos.getAsLong());
      return settings;
    } finally {
      reading.set(false);
    }
  }

  /** Reads all settings; those that can't be read are left out. */
  private static Map<String, String> read(String stack, Supplier<Optional<String>> loopbackQueue) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    settings.put("stack", stack);
    for (KernelSwitch parameter : PARAMETERS) {
      String value = parameter.text().replaceAll("\\s+", " ");
      if (!value.isEmpty()) {
        settings.put(parameter.name(), value);
      }
    }
    loopbackMtu().ifPresent(mtu -> settings.put("lo.mtu", mtu));
    loopbackQueue.get().ifPresent(queue -> settings.put("lo.qdisc", queue));
    LoopbackDevice.steering().ifPresent(processors -> settings.put("lo.rps_cpus", processors));
    return Map.copyOf(settings);
  }

  private static Optional<String> loopbackMtu() {
    try {
      NetworkInterface lo = NetworkInterface.getByName("lo");
      return lo == null ? Optional.empty() : Optional.of(Integer.toString(lo.getMTU()));
    } catch (SocketException _) {
      return Optional.empty();
    }
  }
}
