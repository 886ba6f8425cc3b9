package net.teardown.experiment.spec;

/** Who the other end is. */
public enum PeerKind {
  /** Both ends are this instance, on loopback. */
  LOOPBACK(false, true),
  /** Another Teardown, on another host, whose word is asked for. */
  RESPONDER(true, true),
  /** A server that nobody controls: what it did is concluded from this end alone. */
  SERVER(true, false);

  private final boolean elsewhere;
  private final boolean ours;

  PeerKind(boolean elsewhere, boolean ours) {
    this.elsewhere = elsewhere;
    this.ours = ours;
  }

  /** Whether it is on another host, which must be named, and a network lies between. */
  public boolean isElsewhere() {
    return elsewhere;
  }

  /** Whether it is a Teardown's: it plays its half of the spec, which theory can go by. */
  public boolean isOurs() {
    return ours;
  }

  /** Whether it is another Teardown's than this one. */
  public boolean isAnotherTeardown() {
    return elsewhere && ours;
  }
}
