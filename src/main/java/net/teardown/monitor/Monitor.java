package net.teardown.monitor;

import java.time.Duration;
import java.util.List;
import net.teardown.probe.ProbeModule;

/**
 * A monitor as the probes file describes it: a module, its targets and how often they are probed.
 *
 * @param name lower-case letters, digits, dashes and underscores
 * @param targets {@code host}, {@code host:port} or {@code [fd00::1]:port}, each one target
 * @param dnsNames {@code name} or {@code name:port}; every address of the name is a target
 * @param interval from one run of a target to the next, 100 ms to a day
 * @param timeout the deadline of a run, no longer than the interval
 * @param maxTargets the most targets that this vantage monitors, 1 to 1000
 * @param resolveEvery how often the names are looked up again, a second to a day
 */
public record Monitor(
    String name,
    ProbeModule module,
    List<String> targets,
    List<String> dnsNames,
    Duration interval,
    Duration timeout,
    int maxTargets,
    Duration resolveEvery) {

  public Monitor {
    targets = List.copyOf(targets);
    dnsNames = List.copyOf(dnsNames);
  }

  /**
   * Whether a target's runs are the same under both descriptions, apart from the list of targets.
   */
  boolean runsAs(Monitor other) {
    return name.equals(other.name)
        && module.equals(other.module)
        && interval.equals(other.interval)
        && timeout.equals(other.timeout);
  }
}
