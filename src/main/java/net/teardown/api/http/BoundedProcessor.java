package net.teardown.api.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import net.teardown.api.http.Arrivals.Arrival;
import org.apache.coyote.Adapter;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Serves one connection as Tomcat does, but waits for the rest of a request only within the time
 * limit of the whole request, both when its body is read and when it is discarded before the next
 * request.
 */
final class BoundedProcessor extends Http11Processor {

  private final AbstractHttp11Protocol<?> protocol;
  private final Supplier<Duration> receiveTimeout;
  private final Arrivals arrivals;
  private @Nullable SocketChannel channel;
  private @Nullable Arrival discarding;

  private BoundedProcessor(
      AbstractHttp11Protocol<?> protocol,
      Served served,
      Supplier<Duration> receiveTimeout,
      Arrivals arrivals) {
    super(protocol, served);
    this.protocol = protocol;
    this.receiveTimeout = receiveTimeout;
    this.arrivals = arrivals;
    request.setInputBuffer(new Body(request.getInputBuffer()));
  }

  static BoundedProcessor of(
      AbstractHttp11Protocol<?> protocol, Supplier<Duration> receiveTimeout, Arrivals arrivals) {
    Served served = new Served(protocol.getAdapter());
    BoundedProcessor processor = new BoundedProcessor(protocol, served, receiveTimeout, arrivals);
    served.owner = processor;
    return processor;
  }

  @Override
  public SocketState service(SocketWrapperBase<?> socketWrapper) throws IOException {
    channel = ((NioChannel) socketWrapper.getSocket()).getIOChannel();
    try {
      return super.service(socketWrapper);
    } finally {
      endDiscarding();
      channel = null;
    }
  }

  /** Begins to wait for the rest of an answered request, which Tomcat discards right after this. */
  private void beginDiscarding() {
    if (!isAsync() && !isRequestBodyFullyRead()) {
      discarding = arrivals.begin(request.getStartTimeNanos(), Objects.requireNonNull(channel));
    }
  }

  private void endDiscarding() {
    if (discarding != null) {
      arrivals.end(discarding);
      discarding = null;
    }
  }

  private Arrival begin() {
    long left = receiveTimeout.get().toMillis() - receiving().toMillis();
    int each = protocol.getConnectionTimeout();
    // 0 would mean no timeout.
    getSocketWrapper().setReadTimeout(Math.max(1, each > 0 ? Math.min(left, each) : left));
    return arrivals.begin(request.getStartTimeNanos(), Objects.requireNonNull(channel));
  }

  private void end(Arrival arrival) {
    arrivals.end(arrival);
    getSocketWrapper().setReadTimeout(Math.max(protocol.getConnectionTimeout(), 0));
  }

  private Duration receiving() {
    return Duration.ofNanos(System.nanoTime() - request.getStartTimeNanos());
  }

  /** The request's body as the application reads it. */
  private final class Body implements InputBuffer {

    private final InputBuffer whole;

    Body(InputBuffer whole) {
      this.whole = whole;
    }

    @Override
    public int available() {
      return whole.available();
    }

    @Override
    public int doRead(ApplicationBufferHandler handler) throws IOException {
      // With chunked coding, the available bytes may be just the beginning of a chunk's size.
      boolean available = request.getContentLengthLong() >= 0 && whole.available() > 0;
      if (available || request.getReadListener() != null) {
        return whole.doRead(handler);
      }
      if (receiving().compareTo(receiveTimeout.get()) > 0) {
        throw new SocketTimeoutException();
      }
      Arrival arrival = begin();
      try {
        return whole.doRead(handler);
      } catch (IOException e) {
        throw arrival.wasCut() ? new SocketTimeoutException() : e;
      } finally {
        end(arrival);
      }
    }
  }

  /** Notices when a request has been answered. */
  private static final class Served implements Adapter {

    private final Adapter adapter;
    private @Nullable BoundedProcessor owner;

    Served(Adapter adapter) {
      this.adapter = adapter;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
      BoundedProcessor processor = Objects.requireNonNull(owner);
      processor.endDiscarding();
      adapter.service(request, response);
      processor.beginDiscarding();
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
      return adapter.prepare(request, response);
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent event)
        throws Exception {
      return adapter.asyncDispatch(request, response, event);
    }

    @Override
    public void log(Request request, Response response, long nanos) {
      adapter.log(request, response, nanos);
    }

    @Override
    public void checkRecycled(Request request, Response response) {
      adapter.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
      return adapter.getDomain();
    }
  }
}
