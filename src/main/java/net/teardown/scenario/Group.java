package net.teardown.scenario;

import net.teardown.experiment.spec.PeerKind;

/** A part of the list of scenarios. */
public enum Group {
  PAPER("The paper's own"),
  LOOPBACK("Both ends here: nothing else is needed"),
  RESPONDER("Between two instances: what lies between them"),
  SERVER("Against a server of your own");

  private final String title;

  Group(String title) {
    this.title = title;
  }

  /** The group as a heading. */
  public String title() {
    return title;
  }

  static Group of(PeerKind peer) {
    return switch (peer) {
      case LOOPBACK -> LOOPBACK;
      case RESPONDER -> RESPONDER;
      case SERVER -> SERVER;
    };
  }
}
