package net.teardown.socket;

import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Waits for any number of sockets of one stack at once, by epoll(7). The cost grows with the
 * sockets that are ready, not with those waited for. Only one thread may use it, which also closes
 * the sockets; {@link #wakeUp} alone is thread-safe.
 */
public interface SocketPoll extends AutoCloseable {

  /**
   * Waits for a socket once: the first {@link #await} that finds it ready reports it, and not again
   * until this is called again. Replaces an earlier wait for the same socket. A socket that is
   * closed is removed.
   *
   * @param key what {@link #await} reports it as; not below 0
   * @return whether it is waited for; if not, it is closed or the system has no room, and the
   *     caller must look again after a while
   */
  boolean watch(long key, Waiting waiting);

  /**
   * Waits until a socket is ready, {@link #wakeUp} was called, or time is up. May return earlier.
   *
   * @param atMost zero or less returns at once
   * @param ready called with the key of each that is ready; the key may be of one that is no longer
   *     waited for
   */
  void await(Duration atMost, LongConsumer ready);

  /**
   * Ends the current wait, or else the next one. Any thread may call it, at any time, even after
   * the close.
   */
  void wakeUp();

  /** Closes its descriptors, but not the sockets. */
  @Override
  void close();
}
