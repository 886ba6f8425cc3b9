package net.teardown.monitor;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.outcome.Origin;
import net.teardown.input.BrokenScenario;
import net.teardown.instance.Instance;
import net.teardown.instance.StandingThreads;
import net.teardown.probe.ProbeModules;
import net.teardown.probe.Prober;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs the monitors of the probes file, and follows the file: what it says new begins, what it says
 * no longer ends, and what it says as before goes on. A file that can't be understood changes
 * nothing.
 */
@Component
@EnableConfigurationProperties(MonitorProperties.class)
class MonitorScheduler implements Monitors, SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(MonitorScheduler.class);

  private final ProbeModules modules;
  private final String vantage;
  private final @Nullable ProbesFile file;
  private final Duration lookEvery;
  private final DueTimes rounds;
  private final ScheduledExecutorService clock;

  /** Reads the file apart from the clock: a disk that hangs makes no run late. */
  private final ScheduledExecutorService reader;

  // Guarded by this.
  private final Map<String, RunningMonitor> watching = new LinkedHashMap<>();
  private Probes probes = Probes.NONE;
  private @Nullable String lastFault;
  private byte[] seen = {};

  private volatile Loaded loaded = new Loaded(true, Instant.now());
  private volatile boolean running;

  /**
   * @throws BrokenScenario if the probes file breaks a rule
   */
  MonitorScheduler(
      MonitorProperties properties,
      ProbeModules modules,
      Prober prober,
      Instance instance,
      ApplicationEventPublisher events) {
    this.modules = modules;
    this.vantage = instance.vantage();
    this.lookEvery = properties.monitor().reloadEvery();
    this.clock = StandingThreads.ofThisProcess().clock("monitor-clock");
    this.reader = StandingThreads.ofThisProcess().clock("probes-file");
    this.rounds =
        new DueTimes(
            watch ->
                prober.probe(
                    watch.monitor().module(),
                    watch.address(),
                    watch.foundBy(),
                    watch.monitor().timeout(),
                    Origin.MONITOR),
            events,
            Timetable.of(clock),
            run -> Thread.ofVirtual().name("monitor").start(run),
            new Permits(properties.monitor().maxRunning()));
    this.file =
        properties.probesFile() == null
            ? null
            : new ProbesFile(properties.probesFile(), modules.builtIn());
    if (file != null) {
      byte[] content = file.read();
      probes = file.parse(content);
      seen = hash(content);
      modules.replaceAdded(probes.modules());
    }
  }

  @Override
  public synchronized void start() {
    running = true;
    follow(probes);
    if (file != null) {
      Future<?> _ =
          reader.scheduleWithFixedDelay(
              () -> look(file), lookEvery.toMillis(), lookEvery.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Runs under way end by themselves, with the runner. */
  @Override
  public synchronized void stop() {
    running = false;
    clock.shutdownNow();
    reader.shutdownNow();
    watching.values().forEach(RunningMonitor::end);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void look(ProbesFile from) {
    try {
      byte[] content = read(from);
      byte[] hash = hash(content);
      if (Arrays.equals(hash, seen)) {
        return;
      }
      seen = hash;
      Probes now = from.parse(content);
      synchronized (this) {
        if (running) {
          modules.replaceAdded(now.modules());
          follow(now);
        }
      }
      LOG.info("{} monitors and {} modules loaded", now.monitors().size(), now.modules().size());
      loaded = new Loaded(true, Instant.now());
    } catch (BrokenScenario e) {
      broken(e);
    } catch (RuntimeException e) {
      loaded = new Loaded(false, loaded.loadedAt());
      throw e;
    }
  }

  /** What can be read again counts as new, so that it is known to be well. */
  private byte[] read(ProbesFile from) {
    try {
      return from.read();
    } catch (BrokenScenario e) {
      seen = new byte[0];
      throw e;
    }
  }

  /** Says of each fault once, however often it is looked at. */
  private void broken(BrokenScenario e) {
    String fault = String.valueOf(e.getMessage());
    if (loaded.successful() || !fault.equals(lastFault)) {
      LOG.error("What the probes file said before stays in force. {}", fault);
    }
    lastFault = fault;
    loaded = new Loaded(false, loaded.loadedAt());
  }

  private void follow(Probes now) {
    probes = now;
    Map<String, RunningMonitor> before = new LinkedHashMap<>(watching);
    watching.clear();
    for (Monitor monitor : now.monitors()) {
      RunningMonitor known = before.remove(monitor.name());
      if (known == null) {
        watching.put(monitor.name(), new RunningMonitor(monitor, vantage, rounds, clock));
      } else if (known.monitor().equals(monitor)) {
        watching.put(monitor.name(), known);
      } else {
        watching.put(monitor.name(), known.become(monitor));
      }
    }
    before.values().forEach(RunningMonitor::end);
    watching.values().forEach(RunningMonitor::begin);
  }

  @Override
  public synchronized List<MonitorState> all() {
    return watching.values().stream().map(RunningMonitor::state).toList();
  }

  @Override
  public synchronized Optional<MonitorState> named(String name) {
    return Optional.ofNullable(watching.get(name)).map(RunningMonitor::state);
  }

  @Override
  public Loaded loaded() {
    return loaded;
  }

  private static byte[] hash(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every platform has it", e);
    }
  }
}
