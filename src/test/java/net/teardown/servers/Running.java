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

  /** Has this done too when it is closed, after all that was to be done already. */
  Running andThen(AutoCloseable end) {
    ends.add(end);
    return this;
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** As the server itself has it. */
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
