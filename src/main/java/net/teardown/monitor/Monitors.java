package net.teardown.monitor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The monitors there are, as they stand. */
public interface Monitors {

  /** All of them, in the order of the probes file. */
  List<MonitorState> all();

  /** The one with this name. */
  Optional<MonitorState> named(String name);

  /**
   * Of the probes file.
   *
   * @param successful whether it could be read and understood when it was last looked at, or there
   *     is none
   * @param loadedAt when that was last so
   */
  record Loaded(boolean successful, Instant loadedAt) {}

  /** Whether what runs is what the probes file says. */
  Loaded loaded();
}
