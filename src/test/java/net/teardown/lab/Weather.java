package net.teardown.lab;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What a cable does to each packet: how long it keeps it, and how many it loses.
 *
 * @param delay what each takes to the other end at least
 * @param jitter what some take longer: a time between none and this, drawn for each
 * @param inOrder whether none overtakes another
 * @param loss how many are lost, from 0 for none to 1 for all
 */
public record Weather(Duration delay, Duration jitter, boolean inOrder, double loss) {

  /** Each packet takes the same time, and all get there. */
  public static Weather steady(Duration delay) {
    return new Weather(delay, Duration.ZERO, true, 0);
  }

  /** Some take longer, and those behind them too. */
  public static Weather jittery(Duration delay, Duration jitter) {
    return new Weather(delay, jitter, true, 0);
  }

  /** Some take longer, and are overtaken. */
  public static Weather reordering(Duration delay, Duration jitter) {
    return new Weather(delay, jitter, false, 0);
  }

  /** The same, but some don't get there. */
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
