package net.teardown.lab;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A cable with delay between two hosts: a TUN device at each end, and for each direction a thread
 * that passes every packet on when its delay is over, unless it is to be lost. The random numbers
 * are the same each time.
 */
final class TunRelay implements Cable {

  // linux/if_tun.h, linux/if.h
  private static final long TUNSETIFF = 0x400454ca;
  private static final short IFF_TUN = 0x0001;
  private static final short IFF_NO_PI = 0x1000;
  private static final int IFREQ_BYTES = 40;
  private static final int IFREQ_FLAGS = 16;

  private static final int MTU = 1500;

  /** How many packets may be in flight; more wait in the sender's device. */
  private static final int PACKETS = 8192;

  /** How many packets are read before checking which are due. */
  private static final int BURST = 64;

  private static final long IDLE_NANOS = 50_000_000;

  private static final Duration LONGEST_RISE = Duration.ofMillis(500);

  /** Well below the time that an end waits for a reset on any path. */
  private static final long LATE_NANOS = 2_000_000;

  private static final int SEED = 7323;

  private final int[] fds;
  private final List<Thread> directions;
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private volatile boolean ended;
  private volatile Weather weather;
  private volatile int injectedPort;
  private final AtomicInteger lateResets = new AtomicInteger();
  private volatile long risingSinceNanos;
  private volatile boolean rising;

  private TunRelay(int left, int right, Duration delay) {
    fds = new int[] {left, right};
    weather = Weather.steady(delay);
    directions = List.of(direction(left, right, SEED), direction(right, left, SEED + 1));
  }

  /** Makes the two devices, which then need addresses and {@link #start}. */
  static TunRelay between(
      Host left, String leftDevice, Host right, String rightDevice, Duration delay) {
    int first = left.call(() -> open(leftDevice));
    try {
      int second = right.call(() -> open(rightDevice));
      TunRelay relay = new TunRelay(first, second, delay);
      // The default queue would drop most of a large window.
      left.ip("link set %s mtu %d txqueuelen 10000".formatted(leftDevice, MTU));
      right.ip("link set %s mtu %d txqueuelen 10000".formatted(rightDevice, MTU));
      return relay;
    } catch (RuntimeException e) {
      closeAll(first);
      throw e;
    }
  }

  void start() {
    directions.forEach(Thread::start);
  }

  /**
   * From now on the delay grows by a millisecond each millisecond, up to {@link #LONGEST_RISE}; or
   * not any more. Without the bound, a run on a busy machine would never complete, because each
   * round trip takes twice as long as the one before.
   */
  @Override
  public void rise(boolean on) {
    risingSinceNanos = System.nanoTime();
    rising = on;
  }

  @Override
  public void weather(Weather newWeather) {
    weather = newWeather;
  }

  @Override
  public void injectResetsBehindFinsFrom(int port) {
    injectedPort = port;
  }

  @Override
  public int lateResets() {
    return lateResets.get();
  }

  private long risen(long now) {
    return rising ? Math.clamp(now - risingSinceNanos, 0, LONGEST_RISE.toNanos()) : 0;
  }

  /** Removes the devices; packets in flight are lost. */
  void close() {
    ended = true;
    try {
      for (Thread direction : directions) {
        direction.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeAll(fds);
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private static int open(String device) {
    try (Arena arena = Arena.ofConfined()) {
      Syscalls syscalls = new Syscalls(arena);
      int flags = Syscalls.O_RDWR | Syscalls.O_NONBLOCK | Syscalls.O_CLOEXEC;
      int fd =
          Syscalls.check(
              syscalls.open(arena.allocateFrom("/dev/net/tun"), flags), "open /dev/net/tun");
      MemorySegment request = arena.allocate(IFREQ_BYTES, Long.BYTES);
      request.setString(0, device);
      request.set(JAVA_SHORT, IFREQ_FLAGS, (short) (IFF_TUN | IFF_NO_PI));
      Syscalls.check(syscalls.ioctl(fd, TUNSETIFF, request), "TUNSETIFF " + device);
      return fd;
    }
  }

  private static void closeAll(int... fds) {
    try (Arena arena = Arena.ofConfined()) {
      Syscalls syscalls = new Syscalls(arena);
      for (int fd : fds) {
        syscalls.close(fd);
      }
    }
  }

  private Thread direction(int from, int to, int seed) {
    return Thread.ofPlatform()
        .daemon()
        .name("cable")
        .unstarted(() -> {
          try (Arena arena = Arena.ofConfined()) {
            carry(
                new Syscalls(arena),
                arena.allocate((long) PACKETS * MTU),
                new SplittableRandom(seed),
                from,
                to);
          } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
          }
        });
  }

  /**
   * A packet in flight.
   *
   * @param number how many were sent before it
   * @param due when it arrives
   */
  private record Packet(long number, long due, MemorySegment slot, int length) {

    /** Packets that are due at once stay in order. The clock may wrap around. */
    static final Comparator<Packet> BY_DUE =
        (one, other) -> {
          int byTime = Long.signum(one.due - other.due);
          return byTime != 0 ? byTime : Long.compare(one.number, other.number);
        };
  }

  private void carry(
      Syscalls syscalls, MemorySegment slots, SplittableRandom random, int from, int to) {
    Deque<MemorySegment> free = new ArrayDeque<>(PACKETS);
    slots.elements(MemoryLayout.sequenceLayout(MTU, JAVA_BYTE)).forEach(free::add);
    Queue<Packet> underWay = new PriorityQueue<>(Packet.BY_DUE);
    long number = 0;
    long latest = System.nanoTime();
    while (!ended) {
      for (int taken = 0; taken < BURST && !free.isEmpty(); taken++) {
        MemorySegment slot = free.element();
        int length = syscalls.read(from, slot);
        if (length < 0) {
          expect(length, "read");
          break;
        }
        Weather now = weather;
        if (now.loses(random)) {
          continue;
        }
        free.remove();
        long setsOut = System.nanoTime();
        long due = setsOut + now.nanos(random) + risen(setsOut);
        if (now.inOrder() && due - latest < 0) {
          due = latest;
        }
        latest = due;
        underWay.add(new Packet(number++, due, slot, length));
      }
      handOn(syscalls, underWay, free, to);
      @Nullable Packet next = underWay.peek();
      long left = next == null ? IDLE_NANOS : Math.max(0, next.due - System.nanoTime());
      syscalls.awaitReadable(free.isEmpty() ? -1 : from, left);
    }
  }

  private void handOn(
      Syscalls syscalls, Queue<Packet> underWay, Deque<MemorySegment> free, int to) {
    @Nullable Packet next = underWay.peek();
    while (next != null && next.due - System.nanoTime() <= 0) {
      MemorySegment packet = next.slot.asSlice(0, next.length);
      long handedOnNanos = System.nanoTime();
      expect(syscalls.write(to, packet), "write");
      int port = injectedPort;
      if (port > 0 && ForgedReset.isFinFrom(port, packet)) {
        expect(syscalls.write(to, ForgedReset.behind(packet)), "write");
        if (System.nanoTime() - handedOnNanos > LATE_NANOS) {
          lateResets.incrementAndGet();
        }
      }
      underWay.remove();
      // The slot used last is still in the processor's cache.
      free.push(next.slot);
      next = underWay.peek();
    }
  }

  /**
   * Ignores errors of a device that is down, which takes and gives no packets, as a cable that
   * isn't plugged in.
   */
  private static void expect(int result, String call) {
    if (result != -Syscalls.EAGAIN && result != -Syscalls.EINTR && result != -Syscalls.EIO) {
      Syscalls.check(result, call);
    }
  }
}
