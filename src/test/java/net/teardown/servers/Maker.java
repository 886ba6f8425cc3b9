package net.teardown.servers;

import java.nio.file.Path;

/** How a server with one setting is started. */
interface Maker {

  /** Skips the test where this server can't run. */
  void needs();

  /**
   * Starts it and waits until it listens on loopback.
   *
   * @param directory for its files; any user may read it
   */
  Running start(Path directory) throws Exception;
}
