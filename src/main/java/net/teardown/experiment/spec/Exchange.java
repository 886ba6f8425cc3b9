package net.teardown.experiment.spec;

/**
 * The bytes that the two ends exchange, and when the observer reads; how the closer closes is
 * {@link Close}. Byte counts are 0 to {@link SpecFields#MAX_BYTES}.
 *
 * @param bytesSent bytes the initiator sends; to a server they are filler
 * @param replyBytes bytes the responder writes back
 * @param bytesSentAfterClose bytes the observer sends after the closer has closed
 * @param initiatorHalfCloses whether the initiator half-closes after sending
 * @param observerReads when the observer reads
 */
public record Exchange(
    int bytesSent,
    int replyBytes,
    int bytesSentAfterClose,
    boolean initiatorHalfCloses,
    ObserverReads observerReads) {}
