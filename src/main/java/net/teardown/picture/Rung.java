package net.teardown.picture;

import org.jspecify.annotations.Nullable;

/**
 * One line of the ladder.
 *
 * @param time when it was, as it is written: with a {@code ~} in front where it can't be compared
 *     with the other end's times to the last digit; empty for what only the wire saw and no call
 *     timed
 * @param left what the initiator called and what came of it; null for nothing
 * @param right the same of the responder
 * @param arrow what crossed the wire; null for nothing
 */
record Rung(String time, @Nullable String left, @Nullable String right, @Nullable Arrow arrow) {

  private static final String ABOUT = "~";

  /** What one end called at some time, with what it put on the wire. */
  static Rung of(String time, Side side, @Nullable String text, @Nullable Arrow arrow) {
    return side == Side.INITIATOR
        ? new Rung(time, text, null, arrow)
        : new Rung(time, null, text, arrow);
  }

  /** What no call of an end that sent it timed. */
  static Rung untimed(Arrow arrow) {
    return new Rung("", null, null, arrow);
  }

  /**
   * A move at its time. The time line is the initiator's, so the responder's times are as rough as
   * its clock is known there.
   *
   * @param clockErrorMicros how far the responder's times may be off; 0 where there is one clock
   */
  static Rung of(
      NotableCall move, @Nullable String text, @Nullable Arrow arrow, long clockErrorMicros) {
    boolean rough = clockErrorMicros > 0 && move.side() == Side.RESPONDER;
    String time =
        rough
            ? ABOUT + Amounts.time(move.atMicros(), clockErrorMicros)
            : (move.loose() ? ABOUT : "") + Amounts.time(move.atMicros());
    return of(time, move.side(), text, arrow);
  }

  /** This rung with a call of the other end on the same line. */
  Rung with(Side side, String text) {
    return side == Side.INITIATOR
        ? new Rung(time, text, right, arrow)
        : new Rung(time, left, text, arrow);
  }

  /** Whether its time is only about right. */
  boolean about() {
    return time.startsWith(ABOUT);
  }
}
