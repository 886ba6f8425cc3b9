package net.teardown.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.teardown.instance.NoThread;

/**
 * A name that is being looked up. getaddrinfo(3) knows no deadline and can't be interrupted: it is
 * left to a thread of its own, which ends when the resolver gives up.
 */
final class Lookup {

  private final FutureTask<InetAddress[]> task;

  /**
   * Begins to look a name up. An address stands for itself: nobody waits for a thread to say so.
   */
  Lookup(Resolver resolver, String host) {
    this.task = new FutureTask<>(() -> resolver.resolve(host));
    if (isAddress(host)) {
      task.run();
    } else {
      NoThread.orStart(() -> Thread.ofVirtual().name("lookup").start(task));
    }
  }

  private static boolean isAddress(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /**
   * What was found.
   *
   * @param addresses in the resolver's order; empty if the name stands for none
   * @param why why there are none, a sentence that the host completes
   */
  record Found(List<InetAddress> addresses, String why) {

    private static Found nothing(String why) {
      return new Found(List.of(), why);
    }
  }

  /**
   * Waits for the answer.
   *
   * @param nanoTime when to stop waiting, by {@link System#nanoTime()}
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
