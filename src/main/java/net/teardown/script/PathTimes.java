package net.teardown.script;

import java.time.Duration;

/** How long things take on a path, by its round-trip time. */
final class PathTimes {

  private static final Duration SHORTEST_STANDSTILL = Duration.ofMillis(50);
  private static final Duration SHORTEST_SETTLING = Duration.ofMillis(5);
  private static final Duration INDIRECT_SETTLING = Duration.ofMillis(250);
  private static final Duration SHORTEST_PROBING = Duration.ofMillis(300);

  private PathTimes() {}

  /**
   * How long a count must stand before nothing more is expected to come: long enough for what was
   * lost to be sent again.
   */
  static Duration standstill(Duration roundTripTime, Duration retransmissionTimeout) {
    Duration sentAgain = retransmissionTimeout.multipliedBy(3).dividedBy(2);
    return longer(longer(roundTripTime.multipliedBy(2), SHORTEST_STANDSTILL), sentAgain);
  }

  /**
   * How long a reset may be on its way that was sent before it was known that the closer has
   * closed: a round trip that takes as long as any is likely to (RFC 6298 2.3).
   *
   * @param rttMicros the smoothed round-trip time; 0 if it isn't known
   * @param rttVarMicros its mean deviation
   * @param indirect the round-trip time is that of the first leg alone
   */
  static Duration settling(long rttMicros, long rttVarMicros, boolean indirect) {
    return indirect || rttMicros == 0
        ? INDIRECT_SETTLING
        : longer(Duration.ofNanos((rttMicros + 4 * rttVarMicros) * 1000), SHORTEST_SETTLING);
  }

  /** How long the answer to a probe may take; the kernel has sent it again by then. */
  static Duration probing(Duration roundTripTime) {
    return longer(roundTripTime.multipliedBy(4), SHORTEST_PROBING);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
