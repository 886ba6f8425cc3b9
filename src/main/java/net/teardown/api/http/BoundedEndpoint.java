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
 * Tomcat's connections, none of which can be held by sending little. A connection that waits for
 * its caller without a thread, for the next request or the rest of a header, is closed after a
 * timeout. When nine tenths of the allowed connections exist, those that have been waiting longest
 * are closed to make room.
 */
final class BoundedEndpoint extends NioEndpoint {

  private static final Duration CHECK_EVERY = Duration.ofMillis(500);

  private final Arrivals arrivals;
  private volatile Duration receiveTimeout = Duration.ofSeconds(10);
  private @Nullable ScheduledFuture<?> checking;

  BoundedEndpoint(Arrivals arrivals) {
    this.arrivals = arrivals;
  }

  /** How long a request may take to arrive completely. */
  Duration receiveTimeout() {
    return receiveTimeout;
  }

  void receiveWithin(Duration timeout) {
    receiveTimeout = timeout;
  }

  @Override
  public void startInternal() throws Exception {
    super.startInternal();
    checking =
        getUtilityExecutor()
            .scheduleWithFixedDelay(
                this::check, CHECK_EVERY.toMillis(), CHECK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stopInternal() {
    if (checking != null) {
      checking.cancel(false);
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

  /** Closes several at a time, because finding them costs more than closing them. */
  private void makeRoom(int wanted) {
    List<Waiting> longestFirst =
        connections.entrySet().stream()
            .map(entry -> Waiting.of(entry.getKey(), entry.getValue()))
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
      if (waited(connection) < 0 || hasUnreadBytes(waiting.channel)) {
        return false;
      }
      connection.close();
      return true;
    } finally {
      connection.getLock().unlock();
    }
  }

  /** Whether bytes have arrived that were not read yet, so that the caller isn't the one to act. */
  private static boolean hasUnreadBytes(SocketChannel channel) {
    try {
      return channel.socket().getInputStream().available() > 0;
    } catch (IOException _) {
      return false;
    }
  }

  private void check() {
    try {
      arrivals.cutOlderThan(System.nanoTime() - receiveTimeout.toNanos());
      connections.values().forEach(this::check);
    } catch (RuntimeException e) {
      getLog().error("Looking after the connections failed", e);
    }
  }

  private void check(SocketWrapperBase<NioChannel> connection) {
    if (!connection.getLock().tryLock()) {
      return;
    }
    try {
      Duration waited = Duration.ofNanos(waited(connection));
      boolean header = connection.getCurrentProcessor() != null;
      if (header && waited.compareTo(receiveTimeout) > 0) {
        sendTimeout(connection);
        connection.close();
      } else if (!header
          && getKeepAliveTimeout() > 0
          && waited.toMillis() > getKeepAliveTimeout()) {
        // Tomcat restarts its own timeout with each empty line.
        connection.close();
      }
    } finally {
      connection.getLock().unlock();
    }
  }

  /**
   * Sends a 408. No response has begun, because only the request line or a part of the header has
   * arrived.
   */
  private static void sendTimeout(SocketWrapperBase<NioChannel> connection) {
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
      // The caller has disconnected.
    }
  }

  /**
   * How long a connection has been waiting for its caller without a thread, in nanoseconds: since
   * it was accepted or answered, or since the first byte of a request whose header is incomplete.
   *
   * @return negative if it isn't waiting in this way
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

  /**
   * A connection that waits for its caller, as it was when it was looked at: what connections are
   * sorted by must not change meanwhile.
   *
   * @param nanos for how long
   * @param known whether the poller has registered the connection. Closing it before that would be
   *     an error in the poller
   */
  private record Waiting(
      SocketChannel channel, SocketWrapperBase<NioChannel> connection, long nanos, boolean known) {

    static Waiting of(SocketChannel channel, SocketWrapperBase<NioChannel> connection) {
      return new Waiting(
          channel,
          connection,
          waited(connection),
          channel.keyFor(((NioSocketWrapper) connection).getPoller().getSelector()) != null);
    }
  }
}
