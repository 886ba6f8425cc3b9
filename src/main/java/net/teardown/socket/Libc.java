package net.teardown.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * The C library's socket calls, for use by one thread.
 *
 * <p>Each method is the call of the same name in section 2 of the man pages. It returns what the
 * call returned or, if that failed, the negated errno, which is the kernel's own convention.
 */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO = CALL_STATE.byteOffset(PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET = link("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = link("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle LISTEN = link("listen", JAVA_INT, JAVA_INT);
  private static final MethodHandle ACCEPT4 = link("accept4", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT = link("connect", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKNAME = link("getsockname", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SEND =
      linkSized("send", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECV =
      linkSized("recv", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SHUTDOWN = link("shutdown", JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = link("close", JAVA_INT);
  private static final MethodHandle POLL = link("poll", ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      link("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SETSOCKOPT =
      link("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle IOCTL =
      link(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));

  /** Receives the C library's errno right after each call, before the JVM may overwrite it. */
  private final MemorySegment callState;

  Libc(Arena arena) {
    callState = arena.allocate(CALL_STATE);
  }

  /** Creates a socket. Returns its descriptor. */
  int socket(int domain, int type, int protocol) {
    try {
      return result((int) SOCKET.invokeExact(callState, domain, type, protocol));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Binds a socket to an address. Returns 0. */
  int bind(int fd, MemorySegment address, int length) {
    try {
      return result((int) BIND.invokeExact(callState, fd, address, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Makes a socket listen. Returns 0. */
  int listen(int fd, int backlog) {
    try {
      return result((int) LISTEN.invokeExact(callState, fd, backlog));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Accepts a connection. Returns its descriptor. {@code length} is the size of the address buffer,
   * and afterwards that of the address.
   */
  int accept4(int fd, MemorySegment address, MemorySegment length, int flags) {
    try {
      return result((int) ACCEPT4.invokeExact(callState, fd, address, length, flags));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Begins an active open. Returns 0. */
  int connect(int fd, MemorySegment address, int length) {
    try {
      return result((int) CONNECT.invokeExact(callState, fd, address, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Gets a socket's own address. Returns 0. */
  int getsockname(int fd, MemorySegment address, MemorySegment length) {
    try {
      return result((int) GETSOCKNAME.invokeExact(callState, fd, address, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Sends. Returns the number of bytes that the kernel took. */
  long send(int fd, MemorySegment bytes, long length, int flags) {
    try {
      return result((long) SEND.invokeExact(callState, fd, bytes, length, flags));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Receives. Returns the number of bytes, 0 at end of stream. */
  long recv(int fd, MemorySegment bytes, long length, int flags) {
    try {
      return result((long) RECV.invokeExact(callState, fd, bytes, length, flags));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Shuts down one or both directions. Returns 0. */
  int shutdown(int fd, int how) {
    try {
      return result((int) SHUTDOWN.invokeExact(callState, fd, how));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Closes a descriptor. Returns 0. On Linux the descriptor is closed whatever the result, so the
   * call must never be repeated.
   */
  int close(int fd) {
    try {
      return result((int) CLOSE.invokeExact(callState, fd));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Waits for events. Returns how many descriptors have any. A negative timeout waits for ever. */
  int poll(MemorySegment pollfds, long count, int timeoutMillis) {
    try {
      return result((int) POLL.invokeExact(callState, pollfds, count, timeoutMillis));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Gets a socket option. Returns 0. {@code length} is the size of the value's buffer, and
   * afterwards that of the value.
   */
  int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment length) {
    try {
      return result((int) GETSOCKOPT.invokeExact(callState, fd, level, option, value, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Sets a socket option. Returns 0. */
  int setsockopt(int fd, int level, int option, MemorySegment value, int length) {
    try {
      return result((int) SETSOCKOPT.invokeExact(callState, fd, level, option, value, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Gets or sets a device parameter. Returns 0. */
  int ioctl(int fd, long request, MemorySegment argument) {
    try {
      return result((int) IOCTL.invokeExact(callState, fd, request, argument));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private int result(int returned) {
    return result(returned, callState);
  }

  private long result(long returned) {
    return result(returned, callState);
  }

  static int result(int returned, MemorySegment callState) {
    return returned != -1 ? returned : -callState.get(JAVA_INT, ERRNO);
  }

  static long result(long returned, MemorySegment callState) {
    return returned != -1 ? returned : -callState.get(JAVA_INT, ERRNO);
  }

  /** Links a call that returns {@code int}, with errno captured in the first argument. */
  static MethodHandle link(String name, MemoryLayout... arguments) {
    return link(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  /** Links a call that returns {@code ssize_t}. */
  static MethodHandle linkSized(String name, MemoryLayout... arguments) {
    return link(name, FunctionDescriptor.of(JAVA_LONG, arguments));
  }

  @SuppressWarnings(
      "restricted") // the purpose of this class; the service is started with native access enabled
  private static MethodHandle link(
      String name, FunctionDescriptor function, Linker.Option... options) {
    Linker.Option[] all = new Linker.Option[options.length + 1];
    all[0] = Linker.Option.captureCallState("errno");
    System.arraycopy(options, 0, all, 1, options.length);
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), function, all);
  }

  /** Wraps what a downcall threw, which means a wrong method handle or wrong arguments. */
  static AssertionError unexpected(Throwable e) {
    return new AssertionError(e);
  }
}
