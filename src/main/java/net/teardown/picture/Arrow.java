package net.teardown.picture;

/**
 * What crossed the wire, or should have.
 *
 * @param from the end that sent it
 * @param label what it was: {@code SYN}, {@code 5 B}, {@code FIN}, {@code RST}
 */
record Arrow(Side from, String label, Kind kind, Fate fate) {

  /** What is told apart by the way the line is drawn, beside its label. */
  enum Kind {
    SYN,
    DATA,
    FIN,
    RST
  }

  /** What the evidence says became of it. */
  enum Fate {
    ARRIVED,
    /** It never reached the other end's socket. */
    LOST,
    /** It arrived, and the end that it seems to come from never sent it. */
    MADE_IN_BETWEEN,
    /**
     * It arrived, and the evidence doesn't say whether the end that it seems to come from sent it.
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

  /** Whether it arrived, and begins on the way: not, or not for sure, at the end it points from. */
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
