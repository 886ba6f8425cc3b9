package net.teardown.picture;

/**
 * A segment that one end sent, or should have sent, to the other.
 *
 * @param from the end that it points away from
 * @param label what the segment was: {@code SYN}, {@code 5 B}, {@code FIN}, {@code RST}
 */
public record Arrow(Side from, String label, Kind kind, Fate fate) {

  /** The kind of segment, which decides how the line is drawn. */
  public enum Kind {
    SYN,
    DATA,
    FIN,
    RST
  }

  /** What became of the segment, by the evidence. */
  public enum Fate {
    ARRIVED,
    /** It never reached the other end's socket. */
    LOST,
    /** It arrived, but the end that it seems to come from never sent it. */
    MADE_IN_BETWEEN,
    /**
     * It arrived, but the evidence doesn't say whether the end that it seems to come from sent it.
     */
    ORIGIN_UNKNOWN,
    /** The evidence doesn't say whether it was sent or arrived. */
    UNKNOWN
  }

  /** Whether the evidence says that it arrived. */
  boolean arrived() {
    return switch (fate) {
      case ARRIVED, MADE_IN_BETWEEN, ORIGIN_UNKNOWN -> true;
      case LOST, UNKNOWN -> false;
    };
  }

  /**
   * Whether it arrived and is drawn from the middle, because the end that it points away from did
   * not, or perhaps did not, send it.
   */
  boolean beginsOnTheWay() {
    return arrived() && fate != Fate.ARRIVED;
  }

  static Arrow syn(Side from, Fate fate) {
    return new Arrow(from, "SYN", Kind.SYN, fate);
  }

  static Arrow data(Side from, long bytes, Fate fate) {
    return new Arrow(from, Amounts.size(bytes), Kind.DATA, fate);
  }

  static Arrow fin(Side from, Fate fate) {
    return new Arrow(from, fate == Fate.UNKNOWN ? "FIN?" : "FIN", Kind.FIN, fate);
  }

  static Arrow rst(Side from, Fate fate) {
    return new Arrow(from, fate == Fate.UNKNOWN ? "RST?" : "RST", Kind.RST, fate);
  }
}
