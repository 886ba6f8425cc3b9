package net.teardown.monitor;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
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
import java.util.stream.Collectors;
import net.teardown.experiment.spec.HostAndPort;
import net.teardown.instance.NoThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One monitor at work: looks up its names now and then, and watches what it finds. */
final class RunningMonitor {

  private static final Logger LOG = LoggerFactory.getLogger(RunningMonitor.class);

  private final Monitor monitor;
  private final String vantage;
  private final DueTimes rounds;
  private final ScheduledExecutorService clock;

  // Guarded by this.
  private final Map<String, MonitoredTarget> watches = new LinkedHashMap<>();
  private final Map<String, Set<String>> lookedUp = new LinkedHashMap<>();
  private @Nullable String lookupFailed;
  private int found;
  private boolean begun;
  private boolean over;

  /**
   * @param clock has no time for lookups itself
   */
  RunningMonitor(Monitor monitor, String vantage, DueTimes rounds, ScheduledExecutorService clock) {
    this.monitor = monitor;
    this.vantage = vantage;
    this.rounds = rounds;
    this.clock = clock;
  }

  Monitor monitor() {
    return monitor;
  }

  /**
   * Goes on by another description: targets that both have stay watched, if their runs are the
   * same. This one ends.
   */
  synchronized RunningMonitor become(Monitor next) {
    RunningMonitor successor = new RunningMonitor(next, vantage, rounds, clock);
    if (monitor.runsAs(next)) {
      successor.watches.putAll(watches);
      successor.lookedUp.putAll(lookedUp);
      successor.lookedUp.keySet().retainAll(next.dnsNames());
      watches.clear();
    }
    end();
    return successor;
  }

  synchronized void begin() {
    if (begun) {
      return;
    }
    begun = true;
    watchWhatIsFound();
    if (!monitor.dnsNames().isEmpty()) {
      lookUpLater(0);
    }
  }

  synchronized void end() {
    over = true;
    watches.values().forEach(MonitoredTarget::end);
    watches.clear();
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
      watchWhatIsFound();
    }
  }

  /** Every address of a name but those of this very host. */
  private Set<String> addresses(String name) throws UnknownHostException, SocketException {
    String host = host(name);
    String port = name.substring(host.length());
    Set<InetAddress> own =
        monitor.module().peer().isAnotherTeardown()
            ? NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .collect(Collectors.toSet())
            : Set.of();
    return Arrays.stream(InetAddress.getAllByName(host))
        .filter(address -> !own.contains(address))
        .map(address -> text(address) + port)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** A name to look up without its port. */
  private static String host(String name) {
    int colon = name.lastIndexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  /** The name that stands for an address; null if it was given. */
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
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return HostAndPort.bracketed(scope < 0 ? text : text.substring(0, scope));
  }

  private void watchWhatIsFound() {
    Set<String> targets = new LinkedHashSet<>(monitor.targets());
    lookedUp.values().forEach(targets::addAll);
    found = targets.size();
    List<String> chosen = RendezvousHash.choose(vantage, targets, monitor.maxTargets());
    Set<String> gone = new HashSet<>(watches.keySet());
    chosen.forEach(gone::remove);
    for (String address : gone) {
      MonitoredTarget watch = watches.remove(address);
      if (watch != null) {
        watch.end();
      }
    }
    for (String address : chosen) {
      watches.computeIfAbsent(
          address, _ -> rounds.begin(new MonitoredTarget(monitor, address, foundBy(address))));
    }
  }

  /** As it stands; of two targets with the same name, the later one is called by its address. */
  synchronized MonitorState state() {
    List<TargetState> states = new ArrayList<>(watches.size());
    Set<String> names = new HashSet<>(watches.keySet());
    for (MonitoredTarget watch : watches.values()) {
      String other = watch.vantage();
      states.add(watch.state(other != null && names.add(other) ? other : watch.address()));
    }
    return new MonitorState(monitor, found, states, lookupFailed);
  }
}
