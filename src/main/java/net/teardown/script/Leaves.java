package net.teardown.script;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import net.teardown.script.ScriptThreads.StandingThread;
import net.teardown.socket.CallResult;
import net.teardown.socket.Errno;
import net.teardown.socket.TcpSocket;
import org.jspecify.annotations.Nullable;

/**
 * Leaves connections that nobody observes any more, so that the other end sees an orderly end: one
 * thread half-closes each, reads to the other end's FIN, and closes. It looks at a connection every
 * now and then, because that takes fewer calls than to be told: most have ended at the first look.
 */
public final class Leaves implements AutoCloseable {

  /** How a connection was left. */
  public enum Result {
    /** The other end's FIN was read before the close. */
    CLEAN,
    /** The other end reset the connection. */
    RESET,
    /** The other end hadn't ended it in time, and this end closed. */
    IMPOLITE
  }

  /** Each of those that wait for a place holds a thread. */
  private static final int MOST_WAITING = 64;

  private static final long SOON_NANOS = 1_000_000;
  private static final long SELDOM_NANOS = 100_000_000;

  /** How much one look reads at most, so that an other end that sends for ever delays no other. */
  private static final int READS_PER_LOOK = 4;

  private static final int READ_BYTES = 64 * 1024;

  /** A connection that is being left. */
  private static final class Leaving {
    final TcpSocket socket;
    final long untilNanos;
    long lookNanos;
    long pauseNanos = SOON_NANOS;

    Leaving(TcpSocket socket, long untilNanos) {
      this.socket = socket;
      this.untilNanos = untilNanos;
    }
  }

  private final Duration patience;
  private final StandingThread standing;
  private final Semaphore places;
  private final Queue<Leaving> handedOver = new ConcurrentLinkedQueue<>();
  private final Map<Result, LongAdder> left = new EnumMap<>(Result.class);
  private volatile @Nullable Thread thread;

  /** Whether the thread must be woken for a connection that is handed over. */
  private volatile boolean asleep;

  private volatile boolean closed;

  // Only the thread uses the fields below.
  private final PriorityQueue<Leaving> leaving =
      new PriorityQueue<>((one, other) -> Long.signum(one.lookNanos - other.lookNanos));
  private final ByteBuffer sink = ByteBuffer.allocateDirect(READ_BYTES);

  /**
   * @param most how many connections may be left at a time
   * @param patience how long the other end may take to end its side
   * @param standing starts the thread, when it is first needed
   */
  public Leaves(int most, Duration patience, StandingThread standing) {
    this.patience = patience;
    this.places = new Semaphore(most, true);
    this.standing = standing;
    for (Result result : Result.values()) {
      left.put(result, new LongAdder());
    }
  }

  /**
   * The place of one connection, reserved before it is opened. Closing it gives it back, unless it
   * is taken.
   */
  public final class Place implements AutoCloseable {

    private boolean taken;

    private Place() {}

    /** Has the connection left, which then has the place. The caller must not use it again. */
    public void leave(TcpSocket socket) {
      taken = true;
      handedOver.add(new Leaving(socket, System.nanoTime() + patience.toNanos()));
      if (thread == null) {
        start();
      }
      if (asleep) {
        LockSupport.unpark(thread);
      }
    }

    @Override
    public void close() {
      if (!taken) {
        places.release();
      }
    }
  }

  /**
   * Reserves a place.
   *
   * @return null if none became free within this time, or too many wait for one already
   * @throws InterruptedException if the calling thread was interrupted
   */
  public @Nullable Place reserve(Duration atMost) throws InterruptedException {
    boolean reserved =
        places.tryAcquire()
            || (places.getQueueLength() < MOST_WAITING
                && places.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS));
    return reserved ? new Place() : null;
  }

  /** How many connections were left with this result. */
  public long left(Result result) {
    return Objects.requireNonNull(left.get(result)).sum();
  }

  private synchronized void start() {
    if (thread == null) {
      thread = standing.start("leaves", this::work);
    }
  }

  /** Works until this is closed and all connections have been left. */
  private void work() {
    while (!closed || !leaving.isEmpty() || !handedOver.isEmpty()) {
      for (Leaving next = handedOver.poll(); next != null; next = handedOver.poll()) {
        next.socket.shutdownWrite();
        next.lookNanos = System.nanoTime() + SOON_NANOS;
        leaving.add(next);
      }
      Leaving first = leaving.peek();
      long pauseNanos = first == null ? Long.MAX_VALUE : first.lookNanos - System.nanoTime();
      if (first != null && pauseNanos <= 0) {
        look(leaving.remove());
      } else {
        pause(pauseNanos);
      }
    }
  }

  private void pause(long nanos) {
    // For a shorter pause nobody needs to wake this thread, and waking it takes longer than the
    // calls that leave a connection.
    asleep = nanos > 2 * SOON_NANOS;
    if (!asleep || (handedOver.isEmpty() && !closed)) {
      LockSupport.parkNanos(nanos);
    }
    asleep = false;
  }

  private void look(Leaving connection) {
    Result result = ending(connection.socket);
    long now = System.nanoTime();
    if (result == null && now - connection.untilNanos < 0) {
      connection.pauseNanos = Math.min(2 * connection.pauseNanos, SELDOM_NANOS);
      connection.lookNanos = Math.min(now + connection.pauseNanos, connection.untilNanos);
      leaving.add(connection);
      return;
    }
    connection.socket.close();
    places.release();
    Objects.requireNonNull(left.get(result == null ? Result.IMPOLITE : result)).increment();
  }

  /** Reads what has come; null if the connection hasn't ended. */
  private @Nullable Result ending(TcpSocket socket) {
    for (int i = 0; i < READS_PER_LOOK; i++) {
      CallResult received = socket.receive(sink.clear());
      if (received.failedWith(Errno.EAGAIN)) {
        return null;
      }
      if (!received.ok()) {
        return Result.RESET;
      }
      if (received.value() == 0) {
        return Result.CLEAN;
      }
    }
    return null;
  }

  /** Waits until all connections have been left, which takes no longer than the patience. */
  @Override
  public void close() {
    closed = true;
    Thread last = thread;
    if (last == null) {
      return;
    }
    LockSupport.unpark(last);
    try {
      last.join(patience.plusSeconds(1));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
