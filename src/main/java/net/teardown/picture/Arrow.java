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
    /** The evidence doesn't say whether it was sent or arrived. */
    UNKNOWN
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
