package net.teardown.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One thread's native memory for the arguments and results of system calls, so that a call
 * allocates nothing. It is freed with the thread. Its contents are valid until that thread's next
 * call.
 */
final class Scratch {
  /** How many bytes of a heap buffer one call moves. */
  static final int CHUNK_BYTES = 64 * 1024;

  /** Several times the longest answer about one TCP socket. */
  private static final int MESSAGE_BYTES = 4 * 1024;

  private static final int POLLFD_BYTES = 8;
  private static final int TCP_INFO_BYTES = 256;
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  final Libc libc;

  /** A {@code struct sockaddr_storage}. */
  final MemorySegment address;

  /** A {@code socklen_t} beside {@link #address} or {@link #option}. */
  final MemorySegment length;

  /**
   * The value of a socket option or the argument of an ioctl: two ints, or a {@code struct
   * timeval}.
   */
  final MemorySegment option;

  /** A {@code struct tcp_info}, with room for later fields. */
  final MemorySegment tcpInfo;

  private final Arena arena = Arena.ofAuto();
  private MemorySegment pollfds;
  private @Nullable MemorySegment chunk;
  private @Nullable MemorySegment message;

  private Scratch() {
    libc = new Libc(arena);
    address = arena.allocate(SocketAddresses.STORAGE_BYTES, Long.BYTES);
    length = arena.allocate(JAVA_INT);
    option = arena.allocate(2 * Long.BYTES, Long.BYTES);
    tcpInfo = arena.allocate(TCP_INFO_BYTES, Long.BYTES);
    pollfds = arena.allocate(16 * POLLFD_BYTES, Long.BYTES);
  }

  static Scratch ofThisThread() {
    return OF_THREAD.get();
  }

  /** Sets {@link #length} to the size of this value's buffer, and returns it. */
  MemorySegment length(MemorySegment value) {
    length.set(JAVA_INT, 0, (int) value.byteSize());
    return length;
  }

  /** A buffer of {@link #CHUNK_BYTES}, to copy from and to the heap. */
  MemorySegment chunk() {
    if (chunk == null) {
      chunk = arena.allocate(CHUNK_BYTES, Long.BYTES);
    }
    return chunk;
  }

  /** A message of sock_diag(7), question or answer. */
  MemorySegment message() {
    if (message == null) {
      message = arena.allocate(MESSAGE_BYTES, Long.BYTES);
    }
    return message;
  }

  /** An array of at least this many {@code struct pollfd}. */
  MemorySegment pollfds(int count) {
    if (pollfds.byteSize() < (long) count * POLLFD_BYTES) {
      pollfds = arena.allocate((long) count * POLLFD_BYTES, Long.BYTES);
    }
    return pollfds;
  }

  void pollfd(int index, int fd, int events) {
    pollfds.set(JAVA_INT, (long) index * POLLFD_BYTES, fd);
    // events and revents are two shorts: the first is the lower one, and revents is cleared.
    pollfds.set(JAVA_INT, (long) index * POLLFD_BYTES + 4, events);
  }

  int revents(int index) {
    return pollfds.get(JAVA_INT, (long) index * POLLFD_BYTES + 4) >>> Short.SIZE;
  }

  /**
   * Calls poll(2) for the first {@code count} of {@link #pollfds}, until something is ready or time
   * is up.
   */
  void poll(int count, Duration atMost) {
    int millis = millisRoundedUp(atMost);
    if (libc.poll(pollfds, count, millis) != -Errno.EINTR.number() || millis == 0) {
      return;
    }
    long deadline = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    Duration left;
    do {
      left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    } while (libc.poll(pollfds, count, millisRoundedUp(left)) == -Errno.EINTR.number());
  }

  /** A timeout for poll(2) or epoll_wait(2); 0 unless the duration is positive. */
  static int millisRoundedUp(Duration duration) {
    if (!duration.isPositive()) {
      return 0;
    }
    return (int) Math.min(Integer.MAX_VALUE, duration.plusNanos(999_999).toMillis());
  }
}
