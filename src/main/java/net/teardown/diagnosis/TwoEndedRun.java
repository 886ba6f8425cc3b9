package net.teardown.diagnosis;

import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Environments;
import net.teardown.experiment.terms.EvidenceLevel;
import org.jspecify.annotations.Nullable;

/**
 * One run between two hosts as both ends' transcripts show it.
 *
 * @param environments the settings of both hosts, as far as they are known
 * @param judgement the judgement of the run
 * @param level what the observer's evidence rests on
 * @param initiator the transcript of the end that connected
 * @param responder the transcript of the end that accepted; {@link EndRecord#IDLE} if it made no
 *     call
 * @param initiatorSeenAs the initiator's address and port as the responder saw them, written as in
 *     {@link EndRecord#address()}; null if it saw none
 * @param precededBy bytes that arrived in front of the ticket, printable; null if there were none
 * @param settled whether the observer finished its settle time, counted from the closer's close. If
 *     the deadline stopped it, the times of both ends show how long it watched
 */
public record TwoEndedRun(
    Spec spec,
    Environments environments,
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

  /**
   * Whether both transcripts show that the script ran to the closer's close and that the observer
   * has evidence.
   */
  boolean complete() {
    return judgement.verdict().judged() && closer().closed() && observer().evidence() != null;
  }
}
