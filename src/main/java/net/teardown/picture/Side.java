package net.teardown.picture;

import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;

/** The end that a lifeline belongs to: the initiator's is drawn left, the responder's right. */
public enum Side {
  INITIATOR,
  RESPONDER;

  /**
   * The side of the closer. A third-party server counts as the closer, whichever end closed first.
   */
  static Side closing(Outcome outcome) {
    Spec spec = outcome.spec();
    return spec.peer().isOurs() && spec.closer() == Closer.INITIATOR ? INITIATOR : RESPONDER;
  }

  /** The side of the observer. */
  static Side observing(Outcome outcome) {
    return closing(outcome).other();
  }

  Side other() {
    return this == INITIATOR ? RESPONDER : INITIATOR;
  }

  /** The transcript of this side; {@link EndRecord#IDLE} if there is none. */
  EndRecord of(Outcome outcome) {
    return this == INITIATOR ? outcome.initiator() : outcome.ends().other().orElse(EndRecord.IDLE);
  }
}
