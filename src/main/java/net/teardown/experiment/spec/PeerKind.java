package net.teardown.experiment.spec;

/** Who the other end is. */
public enum PeerKind {
  /** Both ends are this instance, on loopback. */
  LOOPBACK,
  /** Another Teardown, on another host, whose word is asked for. */
  RESPONDER,
  /** A server that nobody controls: what it did is concluded from this end alone. */
  SERVER
}
