package net.teardown.experiment.outcome;

import java.util.List;

/**
 * A kind of client, by what it does about a write that fails, and the libraries that do so: eleven
 * servers that close within an upload were asked by each of them.
 */
public enum ClientKind {
  /** Reads what has arrived, whether its writes failed or not. */
  READS_ON("curl", "Java HttpURLConnection in fixed-length mode", "PHP streams"),
  /** Gives up at the first write that fails, and reads nothing. */
  STOPS_AT_ERROR("Python http.client", "Python urllib", "Java HttpURLConnection, buffered"),
  /**
   * Reads and writes at once, and acts on whichever ends first: the reply, or the write's error.
   */
  RACING("Go net/http", "Node.js http", "Node.js fetch", "Java HttpClient");

  @SuppressWarnings("ImmutableEnumChecker") // from List.of
  private final List<String> libraries;

  ClientKind(String... libraries) {
    this.libraries = List.of(libraries);
  }

  /** Their names, for people. */
  public List<String> libraries() {
    return libraries;
  }
}
