package net.teardown.run.loopback;

import java.net.InetAddress;
import java.util.function.IntConsumer;
import net.teardown.socket.CallFailed;
import net.teardown.socket.Spares;
import net.teardown.socket.TcpStack;

/**
 * A pool of lanes for single runs, each lent to one run at a time. Lanes are reused because a
 * closed listener's port stays taken by connections in TIME-WAIT for a minute: with 300 ports, 298
 * such runs with a listener each used them up.
 */
public final class OwnLanes implements AutoCloseable {

  /** As many idle lanes as one caller has runs at a time; each has a megabyte of buffers. */
  private static final int MOST_IDLE = 16;

  private final TcpStack stack;
  private final InetAddress loopback;
  private final IntConsumer onStrangers;
  private final Spares<Lane> idle = new Spares<>(MOST_IDLE, Lane::close);

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
    Lane lane = idle.take();
    return lane == null ? new Lane(stack, loopback, onStrangers) : lane;
  }

  /** Takes a lane back whose run finished and left no connection behind. */
  public void giveBack(Lane lane) {
    idle.giveBack(lane);
  }

  @Override
  public void close() {
    idle.close();
  }
}
