package net.teardown.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The C library's calls that wait for many descriptors, in the manner of {@link Libc}. They are
 * linked at first use, because many a process never needs them. Not thread-safe.
 */
final class PollingLibc {
  private static final MethodHandle EPOLL_CREATE1 = Libc.link("epoll_create1", JAVA_INT);
  private static final MethodHandle EPOLL_CTL =
      Libc.link("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle EPOLL_WAIT =
      Libc.link("epoll_wait", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle EVENTFD = Libc.link("eventfd", JAVA_INT, JAVA_INT);
  private static final MethodHandle READ = Libc.linkSized("read", JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE = Libc.linkSized("write", JAVA_INT, ADDRESS, JAVA_LONG);

  private final MemorySegment callState;

  PollingLibc(Arena arena) {
    callState = arena.allocate(Libc.CALL_STATE);
  }

  /** Creates an epoll instance. Returns its descriptor. */
  int epollCreate1(int flags) {
    try {
      return Libc.result((int) EPOLL_CREATE1.invokeExact(callState, flags), callState);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** Adds, changes or removes an entry of an epoll instance. Returns 0. */
  int epollCtl(int epfd, int operation, int fd, MemorySegment event) {
    try {
      return Libc.result(
          (int) EPOLL_CTL.invokeExact(callState, epfd, operation, fd, event), callState);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** Waits for events of an epoll instance. Returns how many there are. */
  int epollWait(int epfd, MemorySegment events, int most, int timeoutMillis) {
    try {
      return Libc.result(
          (int) EPOLL_WAIT.invokeExact(callState, epfd, events, most, timeoutMillis), callState);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** Creates an eventfd, a counter that can be waited for. Returns its descriptor. */
  int eventfd(int count, int flags) {
    try {
      return Libc.result((int) EVENTFD.invokeExact(callState, count, flags), callState);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** Reads. Returns the number of bytes. */
  long read(int fd, MemorySegment bytes, long length) {
    try {
      return Libc.result((long) READ.invokeExact(callState, fd, bytes, length), callState);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** Writes. Returns the number of bytes taken. */
  long write(int fd, MemorySegment bytes, long length) {
    try {
      return Libc.result((long) WRITE.invokeExact(callState, fd, bytes, length), callState);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }
}
