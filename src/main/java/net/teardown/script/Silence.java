package net.teardown.script;

import java.time.Duration;
import net.teardown.socket.TcpInfo;

/**
 * Since when nothing moves on a connection: the latest of the last byte sent, the last byte
 * acknowledged and the last byte received. While bytes are in flight there is no silence.
 */
final class Silence {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Connection connection;

  private long sinceNanos = System.nanoTime();
  private boolean came;
  private long receivedNanos;
  private long bytesAcked = -1;

  Silence(Connection connection) {
    this.connection = connection;
  }

  /** Bytes, or a FIN, have just been sent. */
  void sent() {
    sinceNanos = System.nanoTime();
  }

  /** Whatever was silent until now was so on purpose. */
  void broken() {
    sinceNanos = System.nanoTime();
  }

  /** Bytes have just been received. */
  void received() {
    came = true;
    receivedNanos = System.nanoTime();
    sinceNanos = receivedNanos;
  }

  /** When it began, by {@link System#nanoTime()}; {@link #inFlight} may move it on. */
  long sinceNanos() {
    return sinceNanos;
  }

  /**
   * Whether the server counts as still sending.
   *
   * @param silence how long nothing must have come for it not to; a path may need longer
   * @param now when that was looked at, by {@link System#nanoTime()}
   */
  boolean stillComing(Duration silence, long now) {
    Duration standstill = PathTimes.standstill(connection.kernel().roundTripTime(), Duration.ZERO);
    Duration longer = silence.compareTo(standstill) > 0 ? silence : standstill;
    return came && now - receivedNanos < longer.toNanos();
  }

  /**
   * Whether bytes that were sent, or a FIN, are neither acknowledged nor held back by a window that
   * is closed. The kernel is asked, and by its answer the silence may begin later. False where the
   * stack can't ask.
   */
  boolean inFlight() {
    TcpInfo info = connection.kernel().info().orElse(null);
    if (info == null) {
      return false;
    }
    // Answers to probes of a closed window acknowledge nothing new.
    if (info.bytesAcked() != bytesAcked) {
      bytesAcked = info.bytesAcked();
      long acknowledged = System.nanoTime() - info.lastAckMillis() * NANOS_PER_MILLI;
      sinceNanos = Math.max(sinceNanos, acknowledged);
    }
    return info.unacknowledgedSegments() > 0;
  }
}
