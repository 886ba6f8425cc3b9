package net.teardown.socket;

import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Waits for any number of sockets of one stack at once, as epoll(7), at a cost that grows with
 * those that are ready and not with those that wait. All of it is for one thread, which is also the
 * one that closes the sockets, but for {@link #wakeUp}.
 */
public interface SocketPoll extends AutoCloseable {

  /**
   * Waits for a socket once: the first {@link #await} that finds it ready tells so, and after that
   * it is waited for no more until this is called again. Replaces what was said of the same socket
   * before. A socket that is closed is forgotten.
   *
   * @param key what {@link #await} calls it; not below 0
   * @return whether it is waited for; else it is closed, or the system has no room: whoever waits
   *     looks again after a while
   */
  boolean watch(long key, Waiting waiting);

  /**
   * Waits until some are ready, somebody has called {@link #wakeUp}, or time is up. May return
   * earlier.
   *
   * @param atMost zero or less only looks
   * @param ready told the key of each that is ready; it may be of one that nobody waits for any
   *     more
   */
  void await(Duration atMost, LongConsumer ready);

  /** Ends the wait that is under way, or else the next one. For any thread, and for ever. */
  void wakeUp();

  /** Gives its descriptors back; the sockets are not touched. */
  @Override
  void close();
}
