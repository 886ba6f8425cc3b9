package net.teardown.api.http;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import net.teardown.api.problem.PlainProblem;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Tomcat's connections, of which none can be held by sending little. What waits for a caller
 * without a thread, for its next request or for the rest of a header, is closed after a time; and
 * where nine tenths of the connections that may be are there, those that have been waiting longest
 * make room for those that come.
 */
final class BoundedEndpoint extends NioEndpoint {

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final Arrivals arrivals;
  private volatile Duration receiveTimeout = Duration.ofSeconds(10);
  private @Nullable ScheduledFuture<?> looking;

  BoundedEndpoint(Arrivals arrivals) {
    this.arrivals = arrivals;
  }

  /** How long a request may take to arrive whole. */
  Duration receiveTimeout() {
    return receiveTimeout;
  }

  void receiveWithin(Duration timeout) {
    receiveTimeout = timeout;
  }

  @Override
  public void startInternal() throws Exception {
    super.startInternal();
    looking =
        getUtilityExecutor()
            .scheduleWithFixedDelay(
                this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stopInternal() {
    if (looking != null) {
      looking.cancel(false);
    }
    super.stopInternal();
  }

  @Override
  protected void countUpOrAwaitConnection() throws InterruptedException {
    int most = getMaxConnections();
    if (most > 0 && getConnectionCount() >= most * 9L / 10) {
      makeRoom(Math.max(1, most / 100));
    }
    super.countUpOrAwaitConnection();
  }

  /** Several at a time: looking for them costs more than closing them. */
  private void makeRoom(int wanted) {
    List<Waiting> longestFirst =
        connections.entrySet().stream()
            .map(entry -> new Waiting(entry.getKey(), entry.getValue(), waited(entry.getValue())))
            .filter(waiting -> waiting.nanos >= 0)
            .sorted(
                Comparator.comparing(Waiting::known).thenComparingLong(Waiting::nanos).reversed())
            .toList();
    int closed = 0;
    for (Waiting waiting : longestFirst) {
      if (closed == wanted) {
        return;
      }
      if (closeUnlessBusy(waiting)) {
        closed++;
      }
    }
  }

  private boolean closeUnlessBusy(Waiting waiting) {
    SocketWrapperBase<NioChannel> connection = waiting.connection;
    if (!connection.getLock().tryLock()) {
      return false;
    }
    try {
      if (waited(connection) < 0 || hasSpoken(waiting.channel)) {
        return false;
      }
      connection.close();
      return true;
    } finally {
      connection.getLock().unlock();
    }
  }

  /** Whether the turn is this instance's: something has come that isn't read yet. */
  private static boolean hasSpoken(SocketChannel channel) {
    try {
      return channel.socket().getInputStream().available() > 0;
    } catch (IOException _) {
      return false;
    }
  }

  private void look() {
    try {
      arrivals.cutOlderThan(System.nanoTime() - receiveTimeout.toNanos());
      connections.values().forEach(this::look);
    } catch (RuntimeException e) {
      getLog().error("Looking after the connections failed", e);
    }
  }

  private void look(SocketWrapperBase<NioChannel> connection) {
    if (!connection.getLock().tryLock()) {
      return;
    }
    try {
      Duration waited = Duration.ofNanos(waited(connection));
      boolean header = connection.getCurrentProcessor() != null;
      if (header && waited.compareTo(receiveTimeout) > 0) {
        tellTimeout(connection);
        connection.close();
      } else if (!header
          && getKeepAliveTimeout() > 0
          && waited.toMillis() > getKeepAliveTimeout()) {
        // Tomcat begins anew with each empty line.
        connection.close();
      }
    } finally {
      connection.getLock().unlock();
    }
  }

  /** No answer has begun: nothing but the request line or a part of the header has come. */
  private static void tellTimeout(SocketWrapperBase<NioChannel> connection) {
    byte[] body =
        PlainProblem.json(
            HttpStatus.REQUEST_TIMEOUT, ContainerRefusal.detail(HttpStatus.REQUEST_TIMEOUT));
    byte[] head =
        """
        HTTP/1.1 408 \r
        Content-Type: application/problem+json\r
        Content-Length: %d\r
        Connection: close\r
        \r
        """
            .formatted(body.length)
            .getBytes(StandardCharsets.ISO_8859_1);
    try {
      connection.write(false, head, 0, head.length);
      connection.write(false, body, 0, body.length);
      connection.flush(false);
    } catch (IOException _) {
      // The caller is gone.
    }
  }

  /**
   * How long a connection has been waiting for its caller without a thread, in nanoseconds: since
   * it was accepted or answered, or since the first byte of a request whose header isn't there
   * whole.
   *
   * @return negative if it isn't waiting so
   */
  private static long waited(SocketWrapperBase<NioChannel> connection) {
    if (connection.isClosed()) {
      return -1;
    }
    return switch (connection.getCurrentProcessor()) {
      case null ->
          TimeUnit.MILLISECONDS.toNanos(
              Math.max(
                  0, System.currentTimeMillis() - ((NioSocketWrapper) connection).getLastWrite()));
      case Processor processor when !processor.isUpgrade() && !processor.isAsync() -> {
        Request request = processor.getRequest();
        yield request.getResponse().isCommitted()
            ? -1
            : System.nanoTime() - request.getStartTimeNanos();
      }
      default -> -1;
    };
  }

  /** A connection that waits for its caller, and how long it has. */
  private record Waiting(
      SocketChannel channel, SocketWrapperBase<NioChannel> connection, long nanos) {

    /** Whether the poller has got to it: closed before that, each would be an error to it. */
    boolean known() {
      return channel.keyFor(((NioSocketWrapper) connection).getPoller().getSelector()) != null;
    }
  }
}
