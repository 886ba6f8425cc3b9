package net.teardown.picture;

import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;

/** The two lifelines: the initiator's is drawn left, the responder's right. */
enum Side {
  INITIATOR,
  RESPONDER;

  /** A server is always the one whose ending is told, whoever closed first. */
  static Side closing(Outcome outcome) {
    Spec spec = outcome.spec();
    return spec.peer().isOurs() && spec.closer() == Closer.INITIATOR ? INITIATOR : RESPONDER;
  }

  /** The one whose end found out. */
  static Side observing(Outcome outcome) {
    return closing(outcome).other();
  }

  Side other() {
    return this == INITIATOR ? RESPONDER : INITIATOR;
  }

  /** What is on record of it: nothing where it gave no word. */
  EndRecord of(Outcome outcome) {
    return this == INITIATOR ? outcome.initiator() : outcome.ends().other().orElse(EndRecord.IDLE);
  }
}
