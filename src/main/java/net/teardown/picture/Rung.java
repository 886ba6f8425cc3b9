package net.teardown.picture;

import org.jspecify.annotations.Nullable;

/**
 * One line of the ladder.
 *
 * @param time the time as text, with a {@code ~} in front if it is only approximate compared with
 *     the other end's times; empty for a segment that no call timed
 * @param left the initiator's call and its result; null for none
 * @param right the responder's call and its result; null for none
 * @param arrow the segment between the ends; null for none
 */
public record Rung(
    String time, @Nullable String left, @Nullable String right, @Nullable Arrow arrow) {

  private static final String ABOUT = "~";

  /** One end's call with its time and the segment it sent. */
  static Rung of(String time, Side side, @Nullable String text, @Nullable Arrow arrow) {
    return side == Side.INITIATOR
        ? new Rung(time, text, null, arrow)
        : new Rung(time, null, text, arrow);
  }

  /** A segment without the time of a call. */
  static Rung untimed(Arrow arrow) {
    return new Rung("", null, null, arrow);
  }

  /**
   * A call at its time. The time line is the initiator's, so the responder's times are only as
   * precise as its clock offset is known.
   *
   * @param clockErrorMicros how far the responder's times may be off; 0 if both ends used one clock
   */
  static Rung of(
      NotableCall call, @Nullable String text, @Nullable Arrow arrow, long clockErrorMicros) {
    boolean rough = clockErrorMicros > 0 && call.side() == Side.RESPONDER;
    String time =
        rough
            ? ABOUT + Amounts.time(call.atMicros(), clockErrorMicros)
            : (call.loose() ? ABOUT : "") + Amounts.time(call.atMicros());
    return of(time, call.side(), text, arrow);
  }

  /** This rung with a call of the other end on the same line. */
  Rung with(Side side, String text) {
    return side == Side.INITIATOR
        ? new Rung(time, text, right, arrow)
        : new Rung(time, left, text, arrow);
  }

  /** Whether its time is only approximate. */
  boolean about() {
    return time.startsWith(ABOUT);
  }
}
