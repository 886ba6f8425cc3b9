package net.teardown.monitor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The monitors and their current state. */
public interface Monitors {

  /** All monitors, in the order of the probes file. */
  List<MonitorState> all();

  /** The monitor with this name. */
  Optional<MonitorState> named(String name);

  /** How the runs of this monitor's targets ended in the last hour. */
  Optional<MonitorSeries> lastHour(String name);

  /**
   * The state of the probes file.
   *
   * @param successful whether the file could be read and parsed at the last check; true if there is
   *     none
   * @param loadedAt when it last could
   */
  record Loaded(boolean successful, Instant loadedAt) {}

  /** Whether the running monitors are those of the probes file. */
  Loaded loaded();
}
