package net.teardown.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server that listens on 127.0.0.1 until it is closed. */
public final class Running implements AutoCloseable {

  private final int port;
  private final String version;
  private final List<AutoCloseable> ends = new ArrayList<>();
  private @Nullable Path keyLog;

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

  /** Says where it logs its sessions' secrets. */
  Running loggingKeysTo(Path file) {
    keyLog = file;
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

  /** The secrets of its sessions of TLS so far, in the format of SSLKEYLOGFILE; if it logs them. */
  public Optional<Path> keyLog() {
    return Optional.ofNullable(keyLog);
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable end : ends) {
      end.close();
    }
  }
}
