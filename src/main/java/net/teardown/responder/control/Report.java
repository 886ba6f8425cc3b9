package net.teardown.responder.control;

import java.util.UUID;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.terms.EvidenceLevel;
import org.jspecify.annotations.Nullable;

/**
 * What a responder did and saw.
 *
 * @param protocol {@link ResponderControl#PROTOCOL}
 * @param instance this start of the responder
 * @param initiatorAddress where the test connection came from as this end saw it; null before one
 *     came
 * @param precededBy what came in front of the ticket, printable, where something put it there; the
 *     script didn't run then. Null ordinarily
 * @param end its transcript; times count from when it was armed
 * @param settledMicros how long it watched for a hidden reset, where it observed
 * @param receivedMicros when this was asked, on the same clock
 * @param answeredMicros when this answer left, on the same clock
 */
public record Report(
    int protocol,
    UUID id,
    UUID instance,
    State state,
    @Nullable String initiatorAddress,
    @Nullable String precededBy,
    String stack,
    EvidenceLevel evidenceLevel,
    EndRecord end,
    long settledMicros,
    long receivedMicros,
    long answeredMicros) {

  /** How far a session got. */
  public enum State {
    /** Nobody has shown its ticket yet. */
    ARMED,
    /** The test connection stands and the script runs. */
    RUNNING,
    /** The script has run to its end, or to the deadline. */
    FINISHED,
    /** Nobody showed its ticket in time. */
    EXPIRED,
    /** It was ended before its script was through: by its initiator, or by a shutdown. */
    DISARMED
  }
}
