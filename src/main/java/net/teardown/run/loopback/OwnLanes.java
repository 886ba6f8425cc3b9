package net.teardown.run.loopback;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import net.teardown.socket.CallFailed;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * A pool of lanes for runs that wait, each lent to one run at a time. Lanes are reused because a
 * closed listener's port stays taken by connections in TIME-WAIT for a minute: with 300 ports, 298
 * such runs with a listener each used them up.
 */
public final class OwnLanes implements AutoCloseable {

  /** As many idle lanes as one caller has runs at a time; each has a megabyte of buffers. */
  private static final int MOST_IDLE = 16;

  private final TcpStack stack;
  private final InetAddress loopback;
  private final IntConsumer onStrangers;
  private final ConcurrentLinkedDeque<Lane> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore room = new Semaphore(MOST_IDLE);
  private volatile boolean closed;

  /**
   * @param onStrangers gets the number of foreign connections that a run turned away
   */
  public OwnLanes(TcpStack stack, InetAddress loopback, IntConsumer onStrangers) {
    this.stack = stack;
    this.loopback = loopback;
    this.onStrangers = onStrangers;
  }

  /**
   * Lends a lane.
   *
   * @throws CallFailed if a new lane's listener can't be opened
   */
  public Lane take() throws CallFailed {
    Lane lane = idle();
    return lane == null ? new Lane(stack, loopback, onStrangers) : lane;
  }

  private @Nullable Lane idle() {
    // The lane returned last is lent first, so that no more are in use than needed.
    Lane lane = idle.pollFirst();
    if (lane != null) {
      room.release();
    }
    return lane;
  }

  /** Takes a lane back whose run finished and left no connection behind. */
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
