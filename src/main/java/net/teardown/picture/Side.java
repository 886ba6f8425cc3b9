package net.teardown.picture;

import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.OtherEnd;
import net.teardown.experiment.terms.Closer;

/** The two lifelines: the initiator's is drawn left, the responder's right. */
enum Side {
  INITIATOR,
  RESPONDER;

  /** A server is always the one whose ending is told, whoever closed first. */
  static Side closing(Outcome outcome) {
    return outcome.spec().otherEnd() instanceof OtherEnd.Server
            || outcome.spec().closer() == Closer.RESPONDER
        ? RESPONDER
        : INITIATOR;
  }

  Side other() {
    return this == INITIATOR ? RESPONDER : INITIATOR;
  }

  EndRecord of(Outcome outcome) {
    return this == INITIATOR ? outcome.initiator() : outcome.responder();
  }
}
