package net.teardown.run.loopback;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import net.teardown.socket.CallFailed;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that are lent to one run at a time, for runs that wait, and used again: a listener that is
 * closed leaves its port to connections in TIME_WAIT, which for a minute is then no good for
 * another connection. With 300 ports, 298 such runs with a listener each used them up.
 */
public final class OwnLanes implements AutoCloseable {

  /** As many as one caller has run at a time; each has a megabyte of buffers. */
  private static final int MOST_IDLE = 16;

  private final TcpStack stack;
  private final InetAddress loopback;
  private final IntConsumer onStrangers;
  private final ConcurrentLinkedDeque<Lane> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore room = new Semaphore(MOST_IDLE);
  private volatile boolean closed;

  /**
   * @param onStrangers told how many connections of somebody else a run has turned away
   */
  public OwnLanes(TcpStack stack, InetAddress loopback, IntConsumer onStrangers) {
    this.stack = stack;
    this.loopback = loopback;
    this.onStrangers = onStrangers;
  }

  /**
   * Lends one.
   *
   * @throws CallFailed if its listener can't be had
   */
  public Lane take() throws CallFailed {
    Lane lane = idle();
    return lane == null ? new Lane(stack, loopback, onStrangers) : lane;
  }

  private @Nullable Lane idle() {
    // The last one back comes first, so that there are no more than are needed.
    Lane lane = idle.pollFirst();
    if (lane != null) {
      room.release();
    }
    return lane;
  }

  /** Takes one back whose run came to its end, and left nothing behind. */
  public void giveBack(Lane lane) {
    if (!room.tryAcquire()) {
      lane.close();
      return;
    }
    idle.addFirst(lane);
    if (closed) {
      close();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Lane lane = idle(); lane != null; lane = idle()) {
      lane.close();
    }
  }
}
