package net.teardown.lab;

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
 * The calls of libc that the lab needs, for one thread. Each method is the call of the same name in
 * section 2 of the man pages, and returns the negated errno if it failed.
 */
final class Syscalls {

  static final int EINTR = 4;
  static final int EIO = 5;
  static final int EAGAIN = 11;

  // asm-generic/fcntl.h, linux/sched.h, asm-generic/poll.h
  static final int O_RDONLY = 0;
  static final int O_RDWR = 0x2;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;
  static final int CLONE_NEWNET = 0x40000000;
  static final int POLLIN = 0x1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO = CALL_STATE.byteOffset(PathElement.groupElement("errno"));

  private static final MethodHandle OPEN = linkVariadic("open", ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = link("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle SETNS = link("setns", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle IOCTL = linkVariadic("ioctl", JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle READ = link("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE = link("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle PPOLL =
      link("ppoll", JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);

  private final MemorySegment callState;
  private final MemorySegment pollfd;
  private final MemorySegment timespec;

  Syscalls(Arena arena) {
    callState = arena.allocate(CALL_STATE);
    pollfd = arena.allocate(Long.BYTES, Long.BYTES);
    timespec = arena.allocate(2 * Long.BYTES, Long.BYTES);
  }

  int open(MemorySegment path, int flags) {
    try {
      return (int) result((int) OPEN.invokeExact(callState, path, flags));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  int close(int fd) {
    try {
      return (int) result((int) CLOSE.invokeExact(callState, fd));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  int setns(int fd, int kind) {
    try {
      return (int) result((int) SETNS.invokeExact(callState, fd, kind));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  int ioctl(int fd, long request, MemorySegment argument) {
    try {
      return (int) result((int) IOCTL.invokeExact(callState, fd, request, argument));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  int read(int fd, MemorySegment target) {
    try {
      return (int) result((long) READ.invokeExact(callState, fd, target, target.byteSize()));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  int write(int fd, MemorySegment source) {
    try {
      return (int) result((long) WRITE.invokeExact(callState, fd, source, source.byteSize()));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Waits until a descriptor can be read, or time is up; with a negative descriptor it only sleeps.
   */
  int awaitReadable(int fd, long atMostNanos) {
    pollfd.set(JAVA_INT, 0, fd);
    pollfd.set(JAVA_INT, 4, POLLIN);
    timespec.set(JAVA_LONG, 0, atMostNanos / 1_000_000_000);
    timespec.set(JAVA_LONG, 8, atMostNanos % 1_000_000_000);
    try {
      return (int)
          result((int) PPOLL.invokeExact(callState, pollfd, 1L, timespec, MemorySegment.NULL));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The result of a call; throws if it failed. */
  static int check(int result, String call) {
    if (result < 0) {
      throw new IllegalStateException(call + " failed with errno " + -result);
    }
    return result;
  }

  private long result(long returned) {
    return returned != -1 ? returned : -callState.get(JAVA_INT, ERRNO);
  }

  @SuppressWarnings("restricted") // tests run with native access enabled
  private static MethodHandle link(String name, MemoryLayout returned, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(returned, arguments),
        Linker.Option.captureCallState("errno"));
  }

  /** Links a call whose arguments from the third on are variadic. */
  @SuppressWarnings("restricted")
  private static MethodHandle linkVariadic(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, arguments),
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(2));
  }
}
