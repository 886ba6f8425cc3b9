package net.teardown.instance;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The TCP ports on which this process listens for others. */
@Component
public final class OwnPorts {

  private final Map<Integer, String> ports = new ConcurrentHashMap<>();

  /**
   * Records a port that is now listened on.
   *
   * @param what its purpose, such as {@code data port}
   */
  public void add(int port, String what) {
    ports.put(port, what);
  }

  /** The purpose of a port, such as {@code HTTP port}; null if it is none of this process's. */
  public @Nullable String what(int port) {
    return ports.get(port);
  }

  /**
   * Records the actual port, also if port 0 asked for a free one. Management may have a port of its
   * own.
   */
  @EventListener
  void listens(WebServerInitializedEvent event) {
    String namespace = event.getApplicationContext().getServerNamespace();
    add(
        event.getWebServer().getPort(),
        namespace == null ? "HTTP port" : "%s port".formatted(namespace));
  }
}
