package net.teardown.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the resolver for the addresses of a name, for a bounded time. */
final class Names {

  /** The resolver of this host, or another one in its place. */
  interface Resolver {

    /**
     * @throws UnknownHostException if the name stands for no address
     */
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private final Resolver resolver;

  Names(Resolver resolver) {
    this.resolver = resolver;
  }

  /**
   * The addresses of a name or of a literal, in the resolver's order.
   *
   * @throws UnknownHostException if there is none, or the resolver is silent for this long
   */
  List<InetAddress> addresses(String host, Duration within) throws UnknownHostException {
    FutureTask<InetAddress[]> task = new FutureTask<>(() -> resolver.resolve(host));
    // getaddrinfo(3) can't be interrupted: a thread that nobody waits for any more ends by itself.
    Thread.ofVirtual().name("resolve " + host).start(task);
    try {
      return List.of(task.get(within.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException _) {
      throw new UnknownHostException("the resolver was silent for " + within.toMillis() + " ms");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException("interrupted");
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      UnknownHostException unknown = new UnknownHostException(cause.getMessage());
      unknown.initCause(cause);
      throw unknown;
    }
  }
}
