package net.teardown.api.http;

import org.springframework.boot.thread.Threading;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Divides the connections, or the threads if they are fewer, into shares. All shares together leave
 * more than a tenth for liveness, readiness and new connections.
 */
@Component
public class Capacity {

  private static final int ANSWERING_PERCENT = 60;

  /** Of those answered; what is left of that share answers everybody else. */
  private static final int WATCHING_PERCENT = 30;

  private static final int RECEIVING_PERCENT = 20;
  private static final int MONITORING_PERCENT = 5;

  private final int all;

  Capacity(TomcatServerProperties tomcat, Environment environment) {
    int connections = tomcat.getMaxConnections() > 0 ? tomcat.getMaxConnections() : 8192;
    this.all =
        Threading.VIRTUAL.isActive(environment)
            ? connections
            : Math.min(connections, tomcat.getThreads().getMax());
  }

  /** The most requests answered at once, except for health and metrics. */
  int answering() {
    return share(ANSWERING_PERCENT);
  }

  /** The most callers who wait for something or watch it at once. */
  int watching() {
    return share(WATCHING_PERCENT);
  }

  /** The most requests whose rest threads wait for at once. */
  public int receiving() {
    return share(RECEIVING_PERCENT);
  }

  /** The most requests for health and metrics answered at once. */
  int monitoring() {
    return share(MONITORING_PERCENT);
  }

  private int share(int percent) {
    return Math.max(1, all * percent / 100);
  }
}
