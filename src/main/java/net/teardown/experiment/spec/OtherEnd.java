package net.teardown.experiment.spec;

import java.util.Optional;

/** The kind and place of the other end. */
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
   * Another Teardown, which reports its own transcript.
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

  /**
   * A third-party server: what it did is concluded from this end alone.
   *
   * @param diagnose whether a second connection may ask it whether it speaks TLS
   */
  record Server(Target target, ServerDialogue says, boolean diagnose) implements OtherEnd {
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
    public boolean diagnoses() {
      return diagnose;
    }

    @Override
    public OtherEnd masked() {
      ServerDialogue shown = says.masked();
      return shown.equals(says) ? this : new Server(target, shown, diagnose);
    }
  }

  /** The kind of the other end. */
  PeerKind kind();

  /** The host of the other end; empty where both ends are here. */
  Optional<Target> place();

  /** What is sent to a third-party server, and how; empty for other kinds. */
  default Optional<ServerDialogue> dialogue() {
    return Optional.empty();
  }

  /**
   * Whether more may be done after the evidence is taken, to learn what the other end is or what
   * lies between.
   */
  default boolean diagnoses() {
    return false;
  }

  /** This other end as it may be stored and shown, see {@link Masked}. */
  default OtherEnd masked() {
    return this;
  }
}
