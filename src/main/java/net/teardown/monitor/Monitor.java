package net.teardown.monitor;

import java.time.Duration;
import java.util.List;
import net.teardown.probe.ProbeModule;

/**
 * A standing probe, as the probes file describes it.
 *
 * @param name lower-case letters, digits, dashes and underscores
 * @param targets {@code host}, {@code host:port} or {@code [fd00::1]:port}, each one target
 * @param dnsNames {@code name} or {@code name:port}, of which every address is a target
 * @param interval from one run of a target to the next, 100 ms to a day
 * @param timeout of a run, no longer than the interval
 * @param maxTargets how many of all those targets this vantage watches, 1 to 1000
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

  /** Whether a target's runs are the same by another description, whichever targets it has. */
  boolean runsAs(Monitor other) {
    return name.equals(other.name)
        && module.equals(other.module)
        && interval.equals(other.interval)
        && timeout.equals(other.timeout);
  }
}
