package net.teardown.experiment.spec;

import java.util.List;

/** The kind of the other end. */
public enum PeerKind {
  /** Both ends are this instance, on loopback. */
  LOOPBACK(false, true, List.of()),
  /** Another Teardown, on another host, which reports its own transcript. */
  RESPONDER(true, true, List.of("targetHost")),
  /** A third-party server: what it did is concluded from this end alone. */
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

  /** Whether the other end is on another host, which must be named, with a network in between. */
  public boolean isElsewhere() {
    return elsewhere;
  }

  /**
   * Whether the other end is a Teardown, which performs its half of the spec, so that theory can
   * predict it.
   */
  public boolean isOurs() {
    return ours;
  }

  /** The fields without a default that say where the other end is. */
  public List<String> needs() {
    return needs;
  }

  /** Whether the other end is another Teardown. */
  public boolean isAnotherTeardown() {
    return elsewhere && ours;
  }
}
