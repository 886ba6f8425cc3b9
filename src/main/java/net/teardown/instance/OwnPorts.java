package net.teardown.instance;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The TCP ports on which this process listens. */
@Component
public final class OwnPorts {

  private static final String UNNAMED = "listening port";

  private final Map<Integer, String> ports = new ConcurrentHashMap<>();
  private final IntPredicate others;

  /** Those that are recorded, and whatever else the kernel knows. */
  @Autowired
  public OwnPorts() {
    this(ListeningSockets::have);
  }

  /**
   * @param others whether a port that isn't recorded counts as one of them all the same
   */
  public OwnPorts(IntPredicate others) {
    this.others = others;
  }

  /**
   * Records a port that is now listened on.
   *
   * @param what its purpose, such as {@code data port}
   */
  public void add(int port, String what) {
    ports.put(port, what);
  }

  /**
   * The purpose of a port, such as {@code HTTP port}; null if it is none of this process's now. The
   * kernel is asked each time, since ports come and go while the process runs.
   */
  public @Nullable String what(int port) {
    String recorded = ports.get(port);
    return recorded == null && others.test(port) ? UNNAMED : recorded;
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
