package net.teardown.api.http;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The requests whose rest a thread is waiting for: a body that is being read, or one that is
 * discarded. Their number is limited. When one more begins to wait, the one that has been arriving
 * longest is cut.
 */
final class Arrivals {

  private final Set<Arrival> waiting = ConcurrentHashMap.newKeySet();
  private volatile int most = Integer.MAX_VALUE;

  /** Sets how many requests may be waited for at once. */
  void atMost(int requests) {
    most = requests;
  }

  /**
   * Records that a thread begins to wait.
   *
   * @param since the time of the request's first byte, by {@link System#nanoTime}
   * @param channel the connection from which the rest is to come
   */
  Arrival begin(long since, SocketChannel channel) {
    Arrival arrival = new Arrival(since, channel);
    waiting.add(arrival);
    if (waiting.size() > most) {
      cutLongestBeyond(most);
    }
    return arrival;
  }

  /**
   * Cuts the longest waits. Those that were cut don't count, because their threads are about to
   * end.
   */
  private synchronized void cutLongestBeyond(int left) {
    List<Arrival> longestFirst =
        waiting.stream()
            .filter(arrival -> !arrival.cut)
            .sorted((one, other) -> Long.signum(one.since - other.since))
            .toList();
    longestFirst.stream().limit(Math.max(0, longestFirst.size() - left)).forEach(Arrival::cut);
  }

  /** Records that the thread no longer waits. */
  void end(Arrival arrival) {
    waiting.remove(arrival);
  }

  /** Cuts the waits for requests that began before this time. */
  void cutOlderThan(long nanos) {
    waiting.stream()
        .filter(arrival -> !arrival.cut && arrival.since - nanos < 0)
        .forEach(Arrival::cut);
  }

  /** One request that has not arrived completely. */
  static final class Arrival {

    private final long since;
    private final SocketChannel channel;
    private volatile boolean cut;

    private Arrival(long since, SocketChannel channel) {
      this.since = since;
      this.channel = channel;
    }

    /** Whether the wait was ended by this service, rather than by the caller. */
    boolean wasCut() {
      return cut;
    }

    /** Makes further reads return end of stream; an answer can still be written. */
    private void cut() {
      cut = true;
      try {
        channel.shutdownInput();
      } catch (IOException _) {
        // The channel is closed already.
      }
    }
  }
}
