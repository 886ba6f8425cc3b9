package net.teardown.monitor;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.input.BrokenScenario;
import net.teardown.probe.ProbeModule;
import net.teardown.probe.ProbeModules;
import org.jspecify.annotations.Nullable;

/**
 * A monitor in the form of the probes file, below its name. The keys are those of {@link Monitor}.
 */
record MonitorDraft(
    @Nullable String module,
    @Nullable List<String> targets,
    @JsonAlias("dns-names") @Nullable List<String> dnsNames,
    @Nullable Duration interval,
    @Nullable Duration timeout,
    @JsonAlias("max-targets") @Nullable Integer maxTargets,
    @JsonAlias("resolve-every") @Nullable Duration resolveEvery) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
  private static final Pattern DNS_NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}(?::\\d{1,5})?");
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration DEFAULT_RESOLVE = Duration.ofSeconds(30);
  private static final Duration LEAST_INTERVAL = Duration.ofMillis(100);
  private static final Duration LONGEST_TIMEOUT = Duration.ofMillis(SpecFields.MAX_MILLIS);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int DEFAULT_TARGETS = 20;
  private static final int MOST_TARGETS = 1000;

  /**
   * Checks the draft and makes the monitor.
   *
   * @param place the file
   * @throws BrokenScenario with the place and the key
   */
  Monitor check(String place, String name, Map<String, ProbeModule> modules) {
    Checks checks = new Checks(place, "monitors." + name);
    checks.that(
        NAME.matcher(name).matches(),
        "",
        "must be named in lower-case letters, digits, dashes and underscores");
    String wanted = Objects.requireNonNullElse(module, ProbeModules.DEFAULT);
    ProbeModule known = modules.get(wanted);
    checks.that(
        known != null,
        ".module",
        "is no module's name; known are " + String.join(", ", modules.keySet()));
    List<String> hosts = Objects.requireNonNullElse(targets, List.of());
    List<String> names = Objects.requireNonNullElse(dnsNames, List.of());
    checks.that(!hosts.isEmpty() || !names.isEmpty(), "", "needs 'targets', 'dnsNames' or both");
    Duration every = Objects.requireNonNullElse(interval, DEFAULT_INTERVAL);
    checks.that(
        within(every, LEAST_INTERVAL, DAY), ".interval", "must be 100ms to 1d, such as 10s");
    Duration own = Optional.ofNullable(known).map(ProbeModule::timeout).orElse(DEFAULT_TIMEOUT);
    Duration most = every.compareTo(own) < 0 ? every : own;
    Duration runs = Objects.requireNonNullElse(timeout, most);
    checks.that(
        within(runs, Duration.ofMillis(1), LONGEST_TIMEOUT) && runs.compareTo(every) <= 0,
        ".timeout",
        "must be 1ms to 1h and no longer than the interval");
    int targetsAtMost = Objects.requireNonNullElse(maxTargets, DEFAULT_TARGETS);
    checks.that(
        targetsAtMost >= 1 && targetsAtMost <= MOST_TARGETS,
        ".maxTargets",
        "must be 1 to " + MOST_TARGETS);
    Duration resolve = Objects.requireNonNullElse(resolveEvery, DEFAULT_RESOLVE);
    checks.that(within(resolve, Duration.ofSeconds(1), DAY), ".resolveEvery", "must be 1s to 1d");
    Monitor monitor =
        new Monitor(
            name, Objects.requireNonNull(known), hosts, names, every, runs, targetsAtMost, resolve);
    for (int i = 0; i < hosts.size(); i++) {
      checks.target(monitor, hosts.get(i), ".targets[" + i + "]");
    }
    for (int i = 0; i < names.size(); i++) {
      checks.that(
          DNS_NAME.matcher(names.get(i)).matches(),
          ".dnsNames[" + i + "]",
          "must be a name, or a name and a port, such as teardown.teardown.svc:8007");
      checks.target(monitor, names.get(i), ".dnsNames[" + i + "]");
    }
    return monitor;
  }

  private static boolean within(Duration value, Duration least, Duration most) {
    return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
  }

  private record Checks(String place, String key) {

    void that(boolean holds, String below, String message) {
      if (!holds) {
        throw new BrokenScenario(place, "'%s%s' %s".formatted(key, below, message));
      }
    }

    void target(Monitor monitor, String target, String below) {
      try {
        monitor.module().against(target, monitor.timeout());
      } catch (InvalidSpec e) {
        throw new BrokenScenario(
            place, "'%s%s' %s".formatted(key, below, e.violations().getFirst().message()), e);
      }
    }
  }
}
