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
 * The C library's socket calls, as one thread makes them.
 *
 * <p>Every method is the call of the same name in section 2 of the man pages, and returns what it
 * returned or, where it failed, its errno negated: the kernel's own convention.
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

  /** Where the C library's errno is put right after each call, before the JVM may overwrite it. */
  private final MemorySegment callState;

  Libc(Arena arena) {
    callState = arena.allocate(CALL_STATE);
  }

  /** Makes an endpoint: its descriptor. */
  int socket(int domain, int type, int protocol) {
    try {
      return result((int) SOCKET.invokeExact(callState, domain, type, protocol));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Gives a socket its address: 0. */
  int bind(int fd, MemorySegment address, int length) {
    try {
      return result((int) BIND.invokeExact(callState, fd, address, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Makes a socket one that accepts: 0. */
  int listen(int fd, int backlog) {
    try {
      return result((int) LISTEN.invokeExact(callState, fd, backlog));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Takes a connection: its descriptor. {@code length} holds the room for the address, then its
   * size.
   */
  int accept4(int fd, MemorySegment address, MemorySegment length, int flags) {
    try {
      return result((int) ACCEPT4.invokeExact(callState, fd, address, length, flags));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Begins an active open: 0. */
  int connect(int fd, MemorySegment address, int length) {
    try {
      return result((int) CONNECT.invokeExact(callState, fd, address, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Tells a socket's own address: 0. */
  int getsockname(int fd, MemorySegment address, MemorySegment length) {
    try {
      return result((int) GETSOCKNAME.invokeExact(callState, fd, address, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Sends: how many bytes were taken. */
  long send(int fd, MemorySegment bytes, long length, int flags) {
    try {
      return result((long) SEND.invokeExact(callState, fd, bytes, length, flags));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Receives: how many bytes, 0 at end of stream. */
  long recv(int fd, MemorySegment bytes, long length, int flags) {
    try {
      return result((long) RECV.invokeExact(callState, fd, bytes, length, flags));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Shuts one or both directions down: 0. */
  int shutdown(int fd, int how) {
    try {
      return result((int) SHUTDOWN.invokeExact(callState, fd, how));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Gives a descriptor back: 0. On Linux it is gone whatever the answer, so never to be repeated.
   */
  int close(int fd) {
    try {
      return result((int) CLOSE.invokeExact(callState, fd));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Waits for events: how many descriptors have some. A negative timeout waits for ever. */
  int poll(MemorySegment pollfds, long count, int timeoutMillis) {
    try {
      return result((int) POLL.invokeExact(callState, pollfds, count, timeoutMillis));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Reads a socket option: 0. {@code length} holds the room for the value, then its size. */
  int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment length) {
    try {
      return result((int) GETSOCKOPT.invokeExact(callState, fd, level, option, value, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Sets a socket option: 0. */
  int setsockopt(int fd, int level, int option, MemorySegment value, int length) {
    try {
      return result((int) SETSOCKOPT.invokeExact(callState, fd, level, option, value, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Asks or tells a device something: 0. */
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
      "restricted") // What this class is for; the service is started with the right to it.
  private static MethodHandle link(
      String name, FunctionDescriptor function, Linker.Option... options) {
    Linker.Option[] all = new Linker.Option[options.length + 1];
    all[0] = Linker.Option.captureCallState("errno");
    System.arraycopy(options, 0, all, 1, options.length);
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), function, all);
  }

  /** A downcall throws nothing but what is wrong with the handle or its arguments. */
  static AssertionError unexpected(Throwable e) {
    return new AssertionError(e);
  }
}
