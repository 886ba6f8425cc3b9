package net.teardown.experiment.spec;

import java.util.List;

/** Who the other end is. */
public enum PeerKind {
  /** Both ends are this instance, on loopback. */
  LOOPBACK(false, true, List.of()),
  /** Another Teardown, on another host, whose word is asked for. */
  RESPONDER(true, true, List.of("targetHost")),
  /** A server that nobody controls: what it did is concluded from this end alone. */
  SERVER(true, false, List.of("targetHost", "targetPort"));

  private final boolean elsewhere;
  private final boolean ours;

  @SuppressWarnings("ImmutableEnumChecker") // from List.of
  private final List<String> needs;

  PeerKind(boolean elsewhere, boolean ours, List<String> needs) {
    this.elsewhere = elsewhere;
    this.ours = ours;
    this.needs = needs;
  }

  /** Whether it is on another host, which must be named, and a network lies between. */
  public boolean isElsewhere() {
    return elsewhere;
  }

  /** Whether it is a Teardown's: it plays its half of the spec, which theory can go by. */
  public boolean isOurs() {
    return ours;
  }

  /** The fields that say where it is and have no default. */
  public List<String> needs() {
    return needs;
  }

  /** Whether it is another Teardown's than this one. */
  public boolean isAnotherTeardown() {
    return elsewhere && ours;
  }
}
