package net.teardown.servers;

import java.util.ArrayList;
import java.util.List;

/** A server that listens on 127.0.0.1 until it is closed. */
public final class Running implements AutoCloseable {

  private final int port;
  private final String version;
  private final List<AutoCloseable> ends = new ArrayList<>();

  Running(int port, String version, AutoCloseable end) {
    this.port = port;
    this.version = version;
    ends.add(end);
  }

  /** Adds a step for the close, after the steps added before. */
  Running andThen(AutoCloseable end) {
    ends.add(end);
    return this;
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** The version as the server itself reports it. */
  public String version() {
    return version;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable end : ends) {
      end.close();
    }
  }
}
