package net.teardown.api.http;

import org.springframework.boot.thread.Threading;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * How the connections, or the threads where they are fewer, are shared out. All shares together
 * leave more than a tenth, which the quick answers and new connections have to themselves.
 */
@Component
public class Capacity {

  private static final int ANSWERING_PERCENT = 60;
  private static final int RECEIVING_PERCENT = 20;
  private static final int WATCHING_PERCENT = 5;

  private final int all;

  Capacity(TomcatServerProperties tomcat, Environment environment) {
    int connections = tomcat.getMaxConnections() > 0 ? tomcat.getMaxConnections() : 8192;
    this.all =
        Threading.VIRTUAL.isActive(environment)
            ? connections
            : Math.min(connections, tomcat.getThreads().getMax());
  }

  /** Requests that may be answered at once, but for those that watch. */
  int answering() {
    return share(ANSWERING_PERCENT);
  }

  /** Requests that threads may wait for at once. */
  public int receiving() {
    return share(RECEIVING_PERCENT);
  }

  /** Requests for health and metrics that may be answered at once. */
  int watching() {
    return share(WATCHING_PERCENT);
  }

  private int share(int percent) {
    return Math.max(1, all * percent / 100);
  }
}
