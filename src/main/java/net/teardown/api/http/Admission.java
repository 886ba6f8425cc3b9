package net.teardown.api.http;

import java.util.Set;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/**
 * Limits the requests answered at once, so that connections and threads are left for health checks
 * and metrics. Liveness and readiness are always admitted: they wait for nothing, and their answer
 * fits into the socket's buffer.
 */
@Component
public class Admission {

  private static final Set<String> ALIVE = Set.of("/livez", "/readyz", "/-/healthy", "/-/ready");

  private final Semaphore monitoring;
  private final Semaphore others;

  Admission(Capacity capacity) {
    this.monitoring = new Semaphore(capacity.monitoring());
    this.others = new Semaphore(capacity.answering());
  }

  /**
   * Whether a request may be answered now. If so, {@link #leave} must follow with the same path.
   *
   * @param path of the request, as it was sent
   */
  public boolean enter(String path) {
    return ALIVE.contains(path) || permits(path).tryAcquire();
  }

  /** A request that was admitted has been answered. */
  public void leave(String path) {
    if (!ALIVE.contains(path)) {
      permits(path).release();
    }
  }

  private Semaphore permits(String path) {
    return isMonitoring(path) ? monitoring : others;
  }

  private static boolean isMonitoring(String path) {
    return path.equals("/metrics")
        || path.equals("/actuator/prometheus")
        || path.equals("/actuator/health")
        || path.startsWith("/actuator/health/");
  }
}
