package net.teardown.lab;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A cable between two hosts that takes its time: a TUN device at each end, and for each direction a
 * thread that hands every packet on when its delay is over, in order.
 */
final class TunRelay {

  // linux/if_tun.h, linux/if.h
  private static final long TUNSETIFF = 0x400454ca;
  private static final short IFF_TUN = 0x0001;
  private static final short IFF_NO_PI = 0x1000;
  private static final int IFREQ_BYTES = 40;
  private static final int IFREQ_FLAGS = 16;

  private static final int MTU = 1500;

  /** How many packets may be on their way at once; more wait in the sender's device. */
  private static final int PACKETS = 8192;

  /** How many are taken in before looking who is due. */
  private static final int BURST = 64;

  private static final long IDLE_NANOS = 50_000_000;

  private final int[] fds;
  private final long delayNanos;
  private final List<Thread> directions;
  private static final Duration LONGEST_RISE = Duration.ofMillis(500);

  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private volatile boolean ended;
  private volatile long risingSinceNanos;
  private volatile boolean rising;

  private TunRelay(int left, int right, Duration delay) {
    fds = new int[] {left, right};
    delayNanos = delay.toNanos();
    directions = List.of(direction(left, right), direction(right, left));
  }

  /** Makes the two devices, which then want addresses and {@link #start}. */
  static TunRelay between(
      Host left, String leftDevice, Host right, String rightDevice, Duration delay) {
    int first = left.call(() -> open(leftDevice));
    try {
      int second = right.call(() -> open(rightDevice));
      TunRelay relay = new TunRelay(first, second, delay);
      // Its own bound would drop most of what a large window lets out at once.
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
   * From now on each millisecond that passes makes the way a millisecond longer, up to {@link
   * #LONGEST_RISE}, or not any more. Without an end a run of a busy machine would never come to its
   * own: each round trip takes twice as long as the one before.
   */
  void rise(boolean on) {
    risingSinceNanos = System.nanoTime();
    rising = on;
  }

  private long due(long now) {
    return now
        + delayNanos
        + (rising ? Math.clamp(now - risingSinceNanos, 0, LONGEST_RISE.toNanos()) : 0);
  }

  /** Cuts the cable: the devices go, and what was on its way. */
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

  private Thread direction(int from, int to) {
    return Thread.ofPlatform()
        .daemon()
        .name("cable")
        .unstarted(() -> {
          try (Arena arena = Arena.ofConfined()) {
            carry(new Syscalls(arena), arena.allocate((long) PACKETS * MTU), from, to);
          } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
          }
        });
  }

  /** The packets on their way lie in a ring, each with its length and when it is due. */
  private void carry(Syscalls syscalls, MemorySegment packets, int from, int to) {
    int[] lengths = new int[PACKETS];
    long[] dues = new long[PACKETS];
    int first = 0;
    int count = 0;
    while (!ended) {
      for (int taken = 0; taken < BURST && count < PACKETS; taken++) {
        int last = (first + count) % PACKETS;
        int length = syscalls.read(from, packets.asSlice((long) last * MTU, MTU));
        if (length < 0) {
          expect(length, "read");
          break;
        }
        lengths[last] = length;
        dues[last] = due(System.nanoTime());
        count++;
      }
      while (count > 0 && dues[first] - System.nanoTime() <= 0) {
        expect(syscalls.write(to, packets.asSlice((long) first * MTU, lengths[first])), "write");
        first = (first + 1) % PACKETS;
        count--;
      }
      long left = count == 0 ? IDLE_NANOS : Math.max(0, dues[first] - System.nanoTime());
      syscalls.awaitReadable(count < PACKETS ? from : -1, left);
    }
  }

  /** A device that is down takes nothing and gives nothing, as a cable that isn't plugged in. */
  private static void expect(int result, String call) {
    if (result != -Syscalls.EAGAIN && result != -Syscalls.EINTR && result != -Syscalls.EIO) {
      Syscalls.check(result, call);
    }
  }
}
