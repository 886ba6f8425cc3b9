package net.teardown.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.teardown.instance.NoThread;

/**
 * A lookup of a name in progress. getaddrinfo(3) has no deadline and can't be interrupted, so it
 * runs on a thread of its own, which ends when the resolver gives up.
 */
final class Lookup {

  private final FutureTask<InetAddress[]> task;

  /** Starts a lookup. An address needs none, so no thread is started for it. */
  Lookup(Resolver resolver, String host) {
    this.task = new FutureTask<>(() -> resolver.resolve(host));
    if (isAddress(host)) {
      task.run();
    } else {
      NoThread.orStart(() -> Thread.ofVirtual().name("lookup").start(task));
    }
  }

  /** Whether a host is an address, so that it needs no lookup. */
  static boolean isAddress(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /**
   * The result of a lookup.
   *
   * @param addresses in the resolver's order; empty if the name has none
   * @param why the reason why there are none, a sentence whose subject is the host
   */
  record Found(List<InetAddress> addresses, String why) {

    private static Found nothing(String why) {
      return new Found(List.of(), why);
    }
  }

  /**
   * Waits for the result.
   *
   * @param nanoTime the deadline by {@link System#nanoTime()}
   */
  Found by(long nanoTime) {
    try {
      return new Found(
          List.of(task.get(nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS)),
          "stands for no address");
    } catch (ExecutionException _) {
      return Found.nothing("stands for no address");
    } catch (TimeoutException _) {
      return Found.nothing("was not resolved in time");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Found.nothing("was not resolved before this was interrupted");
    }
  }
}
