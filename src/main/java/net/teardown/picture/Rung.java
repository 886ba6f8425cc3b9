package net.teardown.picture;

import org.jspecify.annotations.Nullable;

/**
 * One line of the ladder.
 *
 * @param atMicros microseconds since the run began; null for what only the wire saw and no call
 *     timed
 * @param loose whether that time says nothing of what the other end did about then
 * @param left what the initiator called and what came of it; null for nothing
 * @param right the same of the responder
 * @param arrow what crossed the wire; null for nothing
 */
record Rung(
    @Nullable Long atMicros,
    boolean loose,
    @Nullable String left,
    @Nullable String right,
    @Nullable Arrow arrow) {

  /** A call of one end, with what it put on the wire. */
  static Rung of(@Nullable Long atMicros, Side side, @Nullable String text, @Nullable Arrow arrow) {
    return side == Side.INITIATOR
        ? new Rung(atMicros, false, text, null, arrow)
        : new Rung(atMicros, false, null, text, arrow);
  }

  /** The same of a move, at its time. */
  static Rung of(Move move, @Nullable String text, @Nullable Arrow arrow) {
    Rung rung = of(move.atMicros(), move.side(), text, arrow);
    return new Rung(rung.atMicros, move.loose(), rung.left, rung.right, arrow);
  }

  /** This rung with a call of the other end on the same line. */
  Rung with(Side side, String text) {
    return side == Side.INITIATOR
        ? new Rung(atMicros, loose, text, right, arrow)
        : new Rung(atMicros, loose, left, text, arrow);
  }

  /** When it was, as it is written: with a {@code ~} in front where that is loose. */
  String time() {
    return atMicros == null ? "" : (loose ? "~" : "") + Amounts.time(atMicros);
  }
}
