package net.teardown.diagnosis;

import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.EvidenceLevel;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of one run between two hosts say of it.
 *
 * @param judgement what the judge made of it, or why nothing could be made of it
 * @param level what the observer's evidence rests on
 * @param initiator the transcript of the end that connected
 * @param responder the transcript of the end that accepted; {@link EndRecord#IDLE} if it was never
 *     played
 * @param initiatorSeenAs the initiator's address and port as the responder saw them, written as in
 *     {@link EndRecord#address()}; null if it didn't say
 * @param precededBy what came in front of the ticket, printable; null if nothing did
 * @param settled whether the observer came through its settle time, counted from the closer's
 *     close; where the deadline cut it off, the times of both ends say how long it watched
 */
public record TwoEndedRun(
    Spec spec,
    Judgement judgement,
    EvidenceLevel level,
    EndRecord initiator,
    EndRecord responder,
    @Nullable String initiatorSeenAs,
    @Nullable String precededBy,
    boolean settled) {

  EndRecord closer() {
    return spec.closer() == Closer.RESPONDER ? responder : initiator;
  }

  EndRecord observer() {
    return spec.closer() == Closer.RESPONDER ? initiator : responder;
  }

  String closersName() {
    return spec.closer() == Closer.RESPONDER ? "responder" : "initiator";
  }

  String observersName() {
    return spec.closer() == Closer.RESPONDER ? "initiator" : "responder";
  }

  /** Whether both ends say that the script ran to the closer's close and was observed. */
  boolean complete() {
    return judgement.verdict().judged() && closer().closed() && observer().evidence() != null;
  }
}
