package net.teardown.responder.control;

import java.util.UUID;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.EvidenceLevel;
import org.jspecify.annotations.Nullable;

/**
 * Everything a responder did and observed.
 *
 * @param protocol {@link ResponderControl#PROTOCOL}
 * @param instance the id of the responder's process, new at each start
 * @param initiatorAddress where the test connection came from as this end saw it; null before there
 *     was one
 * @param precededBy the bytes in front of the ticket, printable, if something put any there; the
 *     script didn't run then. Else null
 * @param environment the settings of its host; null if it didn't report them
 * @param end its transcript; times count from when it was armed
 * @param settledMicros how long it watched for a hidden reset, if it observed
 * @param receivedMicros when the request came in, on the same clock
 * @param answeredMicros when this answer was sent, on the same clock
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
    @Nullable Environment environment,
    EndRecord end,
    long settledMicros,
    long receivedMicros,
    long answeredMicros) {

  /** The states of a session. */
  public enum State {
    /** Nobody has shown its ticket yet. */
    ARMED,
    /** The test connection is established and the script runs. */
    RUNNING,
    /** The script is complete, or stopped at the deadline. */
    FINISHED,
    /** Nobody showed its ticket in time. */
    EXPIRED,
    /** It was ended before its script was complete: by its initiator, or by a shutdown. */
    DISARMED
  }
}
