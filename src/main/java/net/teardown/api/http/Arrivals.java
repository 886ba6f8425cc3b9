package net.teardown.api.http;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The requests that a thread is waiting for the rest of: for a body that is being read, or for one
 * that nobody wants any more. They are few at a time: with one more, who has been sending longest
 * goes.
 */
final class Arrivals {

  private final Set<Arrival> waiting = ConcurrentHashMap.newKeySet();
  private volatile int most = Integer.MAX_VALUE;

  /** How many may be waited for at once. */
  void atMost(int requests) {
    most = requests;
  }

  /**
   * A thread begins to wait.
   *
   * @param since the request's first byte, by {@link System#nanoTime}
   * @param channel where the rest is to come from
   */
  Arrival begin(long since, SocketChannel channel) {
    Arrival arrival = new Arrival(since, channel);
    waiting.add(arrival);
    if (waiting.size() > most) {
      cutLongestBeyond(most);
    }
    return arrival;
  }

  /** Those that were cut don't count: their threads are about to end. */
  private synchronized void cutLongestBeyond(int left) {
    List<Arrival> longestFirst =
        waiting.stream()
            .filter(arrival -> !arrival.cut)
            .sorted((one, other) -> Long.signum(one.since - other.since))
            .toList();
    longestFirst.stream().limit(Math.max(0, longestFirst.size() - left)).forEach(Arrival::cut);
  }

  /** The thread waits no longer. */
  void end(Arrival arrival) {
    waiting.remove(arrival);
  }

  /** Ends the waiting for what began before this. */
  void cutOlderThan(long nanos) {
    waiting.stream()
        .filter(arrival -> !arrival.cut && arrival.since - nanos < 0)
        .forEach(Arrival::cut);
  }

  /** One request that isn't there whole. */
  static final class Arrival {

    private final long since;
    private final SocketChannel channel;
    private volatile boolean cut;

    private Arrival(long since, SocketChannel channel) {
      this.since = since;
      this.channel = channel;
    }

    /** Whether the waiting was ended from here, rather than by the caller. */
    boolean wasCut() {
      return cut;
    }

    /** Ends what is read with an end of stream; what is answered can still be written. */
    private void cut() {
      cut = true;
      try {
        channel.shutdownInput();
      } catch (IOException _) {
        // It is closed already.
      }
    }
  }
}
