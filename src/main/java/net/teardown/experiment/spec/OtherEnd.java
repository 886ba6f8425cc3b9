package net.teardown.experiment.spec;

import org.jspecify.annotations.Nullable;

/** Who is at the other end. */
public sealed interface OtherEnd {

  /** This instance itself: both ends are here, on loopback. */
  record SameHost() implements OtherEnd {
    @Override
    public PeerKind kind() {
      return PeerKind.LOOPBACK;
    }

    @Override
    public @Nullable Target target() {
      return null;
    }
  }

  /**
   * Another Teardown, whose word is asked for.
   *
   * @param diagnose whether the observer may send a byte after its evidence is taken
   */
  record Responder(Target target, boolean diagnose) implements OtherEnd {
    @Override
    public PeerKind kind() {
      return PeerKind.RESPONDER;
    }
  }

  /** A server that nobody controls: what it did is concluded from this end alone. */
  record Server(Target target, ServerDialogue dialogue) implements OtherEnd {
    @Override
    public PeerKind kind() {
      return PeerKind.SERVER;
    }
  }

  /** The kind's name. */
  PeerKind kind();

  /** Where it is; null where it is here. */
  @Nullable Target target();
}
