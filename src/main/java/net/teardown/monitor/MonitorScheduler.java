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
 * Runs the monitors of the probes file and reloads the file when it changes: new monitors start,
 * removed ones end, and unchanged ones go on. A malformed file changes nothing.
 */
@Component
@EnableConfigurationProperties(MonitorProperties.class)
class MonitorScheduler implements Monitors, SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(MonitorScheduler.class);

  private final ProbeModules modules;
  private final String vantage;
  private final @Nullable ProbesFile file;
  private final Duration reloadEvery;
  private final DueTimes dueTimes;
  private final ScheduledExecutorService clock;

  /** Reads the file on a thread of its own, so that a disk that hangs delays no run. */
  private final ScheduledExecutorService reader;

  // Guarded by this.
  private final Map<String, RunningMonitor> monitors = new LinkedHashMap<>();
  private Probes probes = Probes.NONE;
  private @Nullable String lastError;
  private byte[] loadedHash = {};

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
    this.reloadEvery = properties.monitor().reloadEvery();
    this.clock = StandingThreads.ofThisProcess().clock("monitor-clock");
    this.reader = StandingThreads.ofThisProcess().clock("probes-file");
    this.dueTimes =
        new DueTimes(
            target ->
                prober.probe(
                    target.monitor().module(),
                    target.address(),
                    target.foundBy(),
                    target.monitor().timeout(),
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
      loadedHash = hash(content);
      modules.replaceAdded(probes.modules());
    }
  }

  @Override
  public synchronized void start() {
    running = true;
    apply(probes);
    if (file != null) {
      Future<?> _ =
          reader.scheduleWithFixedDelay(
              () -> reload(file),
              reloadEvery.toMillis(),
              reloadEvery.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  /** Ends the monitors. Runs in progress end with the runner. */
  @Override
  public synchronized void stop() {
    running = false;
    clock.shutdownNow();
    reader.shutdownNow();
    monitors.values().forEach(RunningMonitor::end);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void reload(ProbesFile from) {
    try {
      byte[] content = read(from);
      byte[] hash = hash(content);
      if (Arrays.equals(hash, loadedHash)) {
        return;
      }
      loadedHash = hash;
      Probes now = from.parse(content);
      synchronized (this) {
        if (running) {
          modules.replaceAdded(now.modules());
          apply(now);
        }
      }
      LOG.info("{} monitors and {} modules loaded", now.monitors().size(), now.modules().size());
      loaded = new Loaded(true, Instant.now());
    } catch (BrokenScenario e) {
      reportBroken(e);
    } catch (RuntimeException e) {
      loaded = new Loaded(false, loaded.loadedAt());
      throw e;
    }
  }

  /**
   * After a read error, the next content that can be read counts as new, so that it is loaded
   * again.
   */
  private byte[] read(ProbesFile from) {
    try {
      return from.read();
    } catch (BrokenScenario e) {
      loadedHash = new byte[0];
      throw e;
    }
  }

  /** Logs each error once, however often the file is checked. */
  private void reportBroken(BrokenScenario e) {
    String error = String.valueOf(e.getMessage());
    if (loaded.successful() || !error.equals(lastError)) {
      LOG.error("What the probes file said before stays in force. {}", error);
    }
    lastError = error;
    loaded = new Loaded(false, loaded.loadedAt());
  }

  private void apply(Probes now) {
    probes = now;
    Map<String, RunningMonitor> before = new LinkedHashMap<>(monitors);
    monitors.clear();
    for (Monitor monitor : now.monitors()) {
      RunningMonitor known = before.remove(monitor.name());
      if (known == null) {
        monitors.put(monitor.name(), new RunningMonitor(monitor, vantage, dueTimes, clock));
      } else if (known.monitor().equals(monitor)) {
        monitors.put(monitor.name(), known);
      } else {
        monitors.put(monitor.name(), known.become(monitor));
      }
    }
    before.values().forEach(RunningMonitor::end);
    monitors.values().forEach(RunningMonitor::begin);
  }

  @Override
  public synchronized List<MonitorState> all() {
    return monitors.values().stream().map(RunningMonitor::state).toList();
  }

  @Override
  public synchronized Optional<MonitorState> named(String name) {
    return Optional.ofNullable(monitors.get(name)).map(RunningMonitor::state);
  }

  @Override
  public synchronized Optional<MonitorSeries> lastHour(String name) {
    return Optional.ofNullable(monitors.get(name)).map(RunningMonitor::lastHour);
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
