package net.teardown.api.http;

import java.time.Duration;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP/1.1, with bounds that hold against callers who mean harm: a request is received
 * within a time as a whole, and there is always room for one more connection. Tomcat's own timeouts
 * begin anew with every byte. It is made by Tomcat, by its name.
 */
public final class BoundedHttp11 extends Http11NioProtocol {

  private final Arrivals arrivals;
  private final BoundedEndpoint endpoint;

  /** With bounds that {@link #bound} has yet to set. */
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
   * Sets the bounds; before it starts.
   *
   * @param receiveTimeout from a request's first byte to its last
   * @param receivingAtOnce requests that threads may wait for at once
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
