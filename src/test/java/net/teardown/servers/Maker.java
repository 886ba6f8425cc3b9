package net.teardown.servers;

import java.nio.file.Path;

/** Starts a server with one setting. */
interface Maker {

  /** Skips the test if this server can't run. */
  void needs();

  /**
   * Starts it and waits until it listens on loopback.
   *
   * @param directory for its files; any user may read it
   */
  Running start(Path directory) throws Exception;
}
