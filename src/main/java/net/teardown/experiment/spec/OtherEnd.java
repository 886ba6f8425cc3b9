package net.teardown.experiment.spec;

import java.util.Optional;

/** Who is at the other end. */
public sealed interface OtherEnd {

  /** This instance itself: both ends are here, on loopback. */
  record SameHost() implements OtherEnd {
    @Override
    public PeerKind kind() {
      return PeerKind.LOOPBACK;
    }

    @Override
    public Optional<Target> place() {
      return Optional.empty();
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

    @Override
    public Optional<Target> place() {
      return Optional.of(target);
    }

    @Override
    public boolean diagnoses() {
      return diagnose;
    }
  }

  /** A server that nobody controls: what it did is concluded from this end alone. */
  record Server(Target target, ServerDialogue says) implements OtherEnd {
    @Override
    public PeerKind kind() {
      return PeerKind.SERVER;
    }

    @Override
    public Optional<Target> place() {
      return Optional.of(target);
    }

    @Override
    public Optional<ServerDialogue> dialogue() {
      return Optional.of(says);
    }

    @Override
    public OtherEnd masked() {
      ServerDialogue shown = says.masked();
      return shown.equals(says) ? this : new Server(target, shown);
    }
  }

  /** The kind's name. */
  PeerKind kind();

  /** Where it is; empty where it is here. */
  Optional<Target> place();

  /** What is said to a server that nobody controls, and how; empty where it is none. */
  default Optional<ServerDialogue> dialogue() {
    return Optional.empty();
  }

  /** Whether the observer may send a byte after its evidence is taken. */
  default boolean diagnoses() {
    return false;
  }

  /** This as it may be kept and shown, see {@link Masked}. */
  default OtherEnd masked() {
    return this;
  }
}
