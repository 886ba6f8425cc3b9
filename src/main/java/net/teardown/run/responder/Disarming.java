package net.teardown.run.responder;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.teardown.policy.AllowedTarget;
import net.teardown.responder.control.ResponderControl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Disarms sessions at responders in the background. This is a courtesy, because a session also
 * expires by itself: a call that takes too long, or that goes to a responder with many such calls
 * pending, is dropped.
 */
public final class Disarming implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Disarming.class);

  /** How many calls are made at once. */
  public static final int MOST = 16;

  private static final int MOST_OF_ONE = 2;
  private static final int MOST_THAT_WAIT_OF_ONE = 64;
  private static final Duration LONGEST = Duration.ofSeconds(1);

  /** One responder's calls: how many are under way, and the sessions that are next. */
  private static final class Row {
    private final Deque<UUID> waiting = new ArrayDeque<>();
    private int underWay;
  }

  private final ControlClients clients;
  private final ThreadPoolExecutor threads;

  // Guarded by itself.
  private final Map<InetSocketAddress, Row> rows = new HashMap<>();

  /**
   * @param clients makes the calls
   */
  public Disarming(ControlClients clients) {
    this.clients = clients;
    this.threads =
        new ThreadPoolExecutor(
            MOST,
            MOST,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("disarm-", 1).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /** Disarms a session at this responder, without waiting for the answer. */
  void disarm(AllowedTarget.Responder responder, UUID session) {
    InetSocketAddress whose = whose(responder);
    synchronized (rows) {
      Row row = rows.computeIfAbsent(whose, _ -> new Row());
      if (row.waiting.size() >= MOST_THAT_WAIT_OF_ONE) {
        return;
      }
      row.waiting.add(session);
      if (row.underWay < MOST_OF_ONE) {
        row.underWay++;
        begin(whose, row, responder);
      }
    }
  }

  /** Makes the next call. Responders take turns, so that slow ones don't delay the others. */
  private void begin(InetSocketAddress whose, Row row, AllowedTarget.Responder responder) {
    try {
      threads.execute(() -> {
        UUID next = next(whose, row);
        if (next != null) {
          say(responder, next);
          begin(whose, row, responder);
        }
      });
    } catch (RejectedExecutionException e) {
      LOG.debug("this instance is shutting down", e);
    }
  }

  private @Nullable UUID next(InetSocketAddress whose, Row row) {
    synchronized (rows) {
      UUID next = row.waiting.poll();
      if (next == null && --row.underWay == 0) {
        rows.remove(whose);
      }
      return next;
    }
  }

  private void say(AllowedTarget.Responder responder, UUID session) {
    ResponderControl control = clients.of(responder);
    try (BoundedCalls calls = clients.until(System.nanoTime() + LONGEST.toNanos())) {
      calls.make(() -> {
        control.disarm(session);
        return session;
      });
    } catch (TimeoutException | RuntimeException e) {
      LOG.debug("a session could not be disarmed", e);
    }
  }

  private static InetSocketAddress whose(AllowedTarget.Responder responder) {
    InetAddress address = responder.controlAddress();
    return new InetSocketAddress(address, Math.max(0, responder.control().getPort()));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
