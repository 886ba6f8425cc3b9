package net.teardown.monitor;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import net.teardown.experiment.spec.HostAndPort;
import net.teardown.experiment.spec.Route;
import net.teardown.instance.NoThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A monitor in operation: looks up its names periodically and runs the targets found. */
final class RunningMonitor {

  private static final Logger LOG = LoggerFactory.getLogger(RunningMonitor.class);

  private final Monitor monitor;
  private final String vantage;
  private final DueTimes dueTimes;
  private final ScheduledExecutorService clock;

  // Guarded by this.
  private final Map<String, MonitoredTarget> monitored = new LinkedHashMap<>();
  private final Map<String, Set<String>> lookedUp = new LinkedHashMap<>();
  private @Nullable String lookupFailed;
  private int found;
  private boolean begun;
  private boolean over;

  /**
   * @param clock starts scheduled tasks; lookups block, so they run on other threads
   */
  RunningMonitor(
      Monitor monitor, String vantage, DueTimes dueTimes, ScheduledExecutorService clock) {
    this.monitor = monitor;
    this.vantage = vantage;
    this.dueTimes = dueTimes;
    this.clock = clock;
  }

  Monitor monitor() {
    return monitor;
  }

  /**
   * Replaces this monitor by one with another description and ends this one. Targets of both stay
   * monitored if their runs are the same.
   */
  synchronized RunningMonitor become(Monitor next) {
    RunningMonitor successor = new RunningMonitor(next, vantage, dueTimes, clock);
    if (monitor.runsAs(next)) {
      successor.monitored.putAll(monitored);
      successor.lookedUp.putAll(lookedUp);
      successor.lookedUp.keySet().retainAll(next.dnsNames());
      monitored.clear();
    }
    end();
    return successor;
  }

  synchronized void begin() {
    if (begun) {
      return;
    }
    begun = true;
    updateTargets();
    if (!monitor.dnsNames().isEmpty()) {
      lookUpLater(0);
    }
  }

  synchronized void end() {
    over = true;
    monitored.values().forEach(MonitoredTarget::end);
    monitored.clear();
  }

  private void lookUpLater(long millis) {
    try {
      Future<?> _ = clock.schedule(this::lookUpNow, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the service is shutting down", e);
    }
  }

  private void lookUpNow() {
    try {
      NoThread.orStart(() -> Thread.ofVirtual().name("monitor-lookup").start(this::lookUp));
    } catch (NoThread e) {
      LOG.warn("The names of monitor {} are not looked up: {}", monitor.name(), e.getMessage());
      lookUpLater(monitor.resolveEvery().toMillis());
    }
  }

  private void lookUp() {
    String failed = null;
    Map<String, Set<String>> answers = new LinkedHashMap<>();
    for (String name : monitor.dnsNames()) {
      try {
        answers.put(name, addresses(name));
      } catch (UnknownHostException | SocketException | RuntimeException e) {
        failed = "%s: %s".formatted(name, e.getMessage());
      }
    }
    synchronized (this) {
      if (over) {
        return;
      }
      lookUpLater(monitor.resolveEvery().toMillis());
      lookupFailed = failed;
      lookedUp.putAll(answers);
      updateTargets();
    }
  }

  /**
   * Every address of a name that the module's runs can go to; if the other end is a Teardown,
   * without this host's own addresses.
   */
  private Set<String> addresses(String name) throws UnknownHostException, SocketException {
    String host = host(name);
    String port = name.substring(host.length());
    Set<InetAddress> own =
        monitor.module().peer().isAnotherTeardown()
            ? NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .collect(Collectors.toSet())
            : Set.of();
    Route route = monitor.module().spec().route();
    return Arrays.stream(InetAddress.getAllByName(host))
        .filter(address -> route.leadsTo(address.getAddress()) && !own.contains(address))
        .map(address -> text(address) + port)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The name without its port. */
  private static String host(String name) {
    int colon = name.lastIndexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  /** The name whose lookup gave an address; null if the address was configured. */
  private @Nullable String foundBy(String address) {
    return monitor.targets().contains(address)
        ? null
        : lookedUp.entrySet().stream()
            .filter(answer -> answer.getValue().contains(address))
            .map(answer -> host(answer.getKey()))
            .findFirst()
            .orElse(null);
  }

  private static String text(InetAddress address) {
    String text = HostAndPort.shortest(address.getHostAddress());
    int scope = text.indexOf('%');
    return HostAndPort.bracketed(scope < 0 ? text : text.substring(0, scope));
  }

  private void updateTargets() {
    Set<String> targets = new LinkedHashSet<>(monitor.targets());
    lookedUp.values().forEach(targets::addAll);
    found = targets.size();
    List<String> chosen = RendezvousHash.choose(vantage, targets, monitor.maxTargets());
    Set<String> gone = new HashSet<>(monitored.keySet());
    chosen.forEach(gone::remove);
    for (String address : gone) {
      MonitoredTarget target = monitored.remove(address);
      if (target != null) {
        target.end();
      }
    }
    for (String address : chosen) {
      monitored.computeIfAbsent(
          address, _ -> dueTimes.begin(new MonitoredTarget(monitor, address, foundBy(address))));
    }
  }

  /** The current state. */
  synchronized MonitorState state() {
    return new MonitorState(monitor, found, named(MonitoredTarget::state), lookupFailed);
  }

  /** How the runs of its targets ended in the last hour. */
  synchronized MonitorSeries lastHour() {
    Instant now = Instant.now();
    return new MonitorSeries(
        monitor.name(), LastHour.begin(now), named((target, name) -> target.lastHour(name, now)));
  }

  /** If two targets have the same vantage, the later one is named by its address. */
  private <T> List<T> named(BiFunction<MonitoredTarget, String, T> of) {
    List<T> all = new ArrayList<>(monitored.size());
    Set<String> names = new HashSet<>(monitored.keySet());
    for (MonitoredTarget target : monitored.values()) {
      String other = target.vantage();
      all.add(of.apply(target, other != null && names.add(other) ? other : target.address()));
    }
    return all;
  }
}
