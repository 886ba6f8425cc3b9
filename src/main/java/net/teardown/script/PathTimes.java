package net.teardown.script;

import java.time.Duration;

/** Bounds for waits on a path, computed from its round-trip time. */
final class PathTimes {

  private static final Duration SHORTEST_STANDSTILL = Duration.ofMillis(50);
  private static final Duration SHORTEST_SETTLING = Duration.ofMillis(5);
  private static final Duration INDIRECT_SETTLING = Duration.ofMillis(250);
  private static final Duration SHORTEST_PROBING = Duration.ofMillis(300);

  private PathTimes() {}

  /**
   * How long a count must stay unchanged before nothing more is expected to arrive: long enough for
   * a lost segment to be retransmitted.
   */
  static Duration standstill(Duration roundTripTime, Duration retransmissionTimeout) {
    Duration sentAgain = retransmissionTimeout.multipliedBy(3).dividedBy(2);
    return longer(longer(roundTripTime.multipliedBy(2), SHORTEST_STANDSTILL), sentAgain);
  }

  /**
   * How long a reset may still take to arrive that was sent before the closer was known to have
   * closed: a round trip as long as any is likely to be (RFC 6298 2.3).
   *
   * @param rttMicros the smoothed round-trip time; 0 if it isn't known
   * @param rttVarMicros its mean deviation
   * @param indirect whether it is the round-trip time of the first leg alone
   */
  static Duration settling(long rttMicros, long rttVarMicros, boolean indirect) {
    return indirect || rttMicros == 0
        ? INDIRECT_SETTLING
        : longer(Duration.ofNanos((rttMicros + 4 * rttVarMicros) * 1000), SHORTEST_SETTLING);
  }

  /** How long the answer to a probe may take; the kernel has retransmitted the probe by then. */
  static Duration probing(Duration roundTripTime) {
    return longer(roundTripTime.multipliedBy(4), SHORTEST_PROBING);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
