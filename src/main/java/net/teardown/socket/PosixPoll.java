package net.teardown.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * An epoll instance with an eventfd that wakes its waiting thread. Each wait is EPOLLONESHOT, so
 * that a ready descriptor that isn't handled at once causes no second wake-up.
 */
final class PosixPoll implements SocketPoll {

  private static final int EVENTS_AT_ONCE = 256;
  private static final long WAKING = -1;

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment event = arena.allocate(Linux.EPOLL_EVENT_BYTES, Long.BYTES);
  private final MemorySegment events =
      arena.allocate((long) EVENTS_AT_ONCE * Linux.EPOLL_EVENT_BYTES, Long.BYTES);
  private final PollingLibc libc = new PollingLibc(arena);
  private final int epoll;
  private final int waking;

  // Guarded by this, because the number of a closed descriptor may belong to another file by now.
  private final PollingLibc wakingLibc = new PollingLibc(arena);
  private final MemorySegment counter = arena.allocate(JAVA_LONG);
  private boolean woken;
  private boolean closed;

  PosixPoll() throws CallFailed {
    Libc closing = Scratch.ofThisThread().libc;
    epoll = PosixStack.check(libc.epollCreate1(Linux.EPOLL_CLOEXEC), "epoll_create1", "");
    try {
      waking =
          PosixStack.check(libc.eventfd(0, Linux.EFD_NONBLOCK | Linux.EFD_CLOEXEC), "eventfd", "");
    } catch (CallFailed e) {
      closing.close(epoll);
      throw e;
    }
    try {
      write(event, Linux.POLLIN, WAKING);
      PosixStack.check(
          libc.epollCtl(epoll, Linux.EPOLL_CTL_ADD, waking, event), "epoll_ctl", "eventfd");
    } catch (CallFailed e) {
      closing.close(waking);
      closing.close(epoll);
      throw e;
    }
  }

  private static void write(MemorySegment event, int events, long data) {
    event.set(JAVA_INT, 0, events);
    event.set(JAVA_LONG_UNALIGNED, Linux.EPOLL_DATA, data);
  }

  @Override
  public boolean watch(long key, Waiting waiting) {
    int fd = PosixStack.fd(waiting.what());
    if (fd < 0) {
      return false;
    }
    write(event, PosixSocket.events(waiting.interest()) | Linux.EPOLLONESHOT, key);
    int result = libc.epollCtl(epoll, Linux.EPOLL_CTL_MOD, fd, event);
    if (result == -Errno.ENOENT.number()) {
      result = libc.epollCtl(epoll, Linux.EPOLL_CTL_ADD, fd, event);
    }
    return result == 0;
  }

  @Override
  public void await(Duration atMost, LongConsumer ready) {
    int count = libc.epollWait(epoll, events, EVENTS_AT_ONCE, Scratch.millisRoundedUp(atMost));
    if (count < 0 && count != -Errno.EINTR.number()) {
      throw new IllegalStateException("epoll_wait failed with " + Errno.of(-count));
    }
    for (int i = 0; i < count; i++) {
      long key =
          events.get(JAVA_LONG_UNALIGNED, (long) i * Linux.EPOLL_EVENT_BYTES + Linux.EPOLL_DATA);
      if (key == WAKING) {
        woke();
      } else {
        ready.accept(key);
      }
    }
  }

  private synchronized void woke() {
    woken = false;
    wakingLibc.read(waking, counter, Long.BYTES);
  }

  @Override
  public synchronized void wakeUp() {
    if (woken || closed) {
      return;
    }
    woken = true;
    counter.set(JAVA_LONG, 0, 1);
    wakingLibc.write(waking, counter, Long.BYTES);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Libc closing = Scratch.ofThisThread().libc;
      closing.close(waking);
      closing.close(epoll);
    }
  }
}
