package net.teardown.lab;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How a cable treats packets: their delay, order and loss.
 *
 * @param delay the least delay of each packet
 * @param jitter the most that is added to it, drawn for each packet from 0 to this
 * @param inOrder whether packets keep their order
 * @param loss the share that is lost, 0 to 1
 */
public record Weather(Duration delay, Duration jitter, boolean inOrder, double loss) {

  /** The same delay for each packet, and no loss. */
  public static Weather steady(Duration delay) {
    return new Weather(delay, Duration.ZERO, true, 0);
  }

  /** Some packets take longer, and so do those behind them. */
  public static Weather jittery(Duration delay, Duration jitter) {
    return new Weather(delay, jitter, true, 0);
  }

  /** Some packets take longer, and others overtake them. */
  public static Weather reordering(Duration delay, Duration jitter) {
    return new Weather(delay, jitter, false, 0);
  }

  /** The same with this loss. */
  public Weather losing(double part) {
    return new Weather(delay, jitter, inOrder, part);
  }

  boolean loses(SplittableRandom random) {
    return loss > 0 && random.nextDouble() < loss;
  }

  long nanos(SplittableRandom random) {
    long longest = jitter.toNanos();
    return delay.toNanos() + (longest > 0 ? random.nextLong(longest + 1) : 0);
  }
}
