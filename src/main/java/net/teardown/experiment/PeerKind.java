package net.teardown.experiment;

/** Who the other end is. */
public enum PeerKind {
  /** Both ends are this instance, on loopback. */
  LOOPBACK
}
