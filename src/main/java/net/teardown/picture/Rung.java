package net.teardown.picture;

import org.jspecify.annotations.Nullable;

/**
 * One line of the ladder.
 *
 * @param atMicros microseconds since the run began; null for what only the wire saw and no call
 *     timed
 * @param left what the initiator called and what came of it; null for nothing
 * @param right the same of the responder
 * @param arrow what crossed the wire; null for nothing
 */
record Rung(
    @Nullable Long atMicros, @Nullable String left, @Nullable String right, @Nullable Arrow arrow) {

  /** A call of one end, with what it put on the wire. */
  static Rung of(@Nullable Long atMicros, Side side, @Nullable String text, @Nullable Arrow arrow) {
    return side == Side.INITIATOR
        ? new Rung(atMicros, text, null, arrow)
        : new Rung(atMicros, null, text, arrow);
  }

  /** This rung with a call of the other end on the same line. */
  Rung with(Side side, String text) {
    return side == Side.INITIATOR
        ? new Rung(atMicros, text, right, arrow)
        : new Rung(atMicros, left, text, arrow);
  }
}
