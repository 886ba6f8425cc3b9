package net.teardown.instance;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The TCP ports that this start of the service listens on for others. */
@Component
public final class OwnPorts {

  private final Map<Integer, String> ports = new ConcurrentHashMap<>();

  /**
   * Takes down a port that is listened on from now on.
   *
   * @param what what it is, such as {@code data port}
   */
  public void add(int port, String what) {
    ports.put(port, what);
  }

  /** What is listened for on a port, such as {@code HTTP port}; null where this is none of ours. */
  public @Nullable String what(int port) {
    return ports.get(port);
  }

  /** The port that was taken, where a free one was asked for. Management may have its own. */
  @EventListener
  void listens(WebServerInitializedEvent event) {
    String namespace = event.getApplicationContext().getServerNamespace();
    add(
        event.getWebServer().getPort(),
        namespace == null ? "HTTP port" : "%s port".formatted(namespace));
  }
}
