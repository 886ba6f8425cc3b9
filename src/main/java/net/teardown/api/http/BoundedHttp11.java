package net.teardown.api.http;

import java.time.Duration;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP/1.1 with bounds that hold against hostile callers: a whole request must arrive
 * within a time, and there is always room for one more connection. Tomcat's own timeouts restart
 * with every byte. Tomcat creates this class by its name.
 */
public final class BoundedHttp11 extends Http11NioProtocol {

  private final Arrivals arrivals;
  private final BoundedEndpoint endpoint;

  /** Creates the protocol; {@link #bound} sets its bounds. */
  public BoundedHttp11() {
    this(new Arrivals());
  }

  private BoundedHttp11(Arrivals arrivals) {
    this(arrivals, new BoundedEndpoint(arrivals));
  }

  private BoundedHttp11(Arrivals arrivals, BoundedEndpoint endpoint) {
    super(endpoint);
    this.arrivals = arrivals;
    this.endpoint = endpoint;
  }

  /**
   * Sets the bounds; must be called before the start.
   *
   * @param receiveTimeout from a request's first byte to its last
   * @param receivingAtOnce the most requests that threads may wait for at once
   */
  public void bound(Duration receiveTimeout, int receivingAtOnce) {
    endpoint.receiveWithin(receiveTimeout);
    arrivals.atMost(receivingAtOnce);
  }

  @Override
  protected Processor createProcessor() {
    return BoundedProcessor.of(this, endpoint::receiveTimeout, arrivals);
  }
}
