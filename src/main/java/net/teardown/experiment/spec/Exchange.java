package net.teardown.experiment.spec;

/**
 * What the two ends say to each other apart from how one of them closes. Byte counts are 0 to
 * {@link SpecFields#MAX_BYTES}.
 *
 * @param bytesSent bytes the initiator sends; filler, where it speaks to a server
 * @param replyBytes bytes the responder writes back
 * @param bytesSentAfterClose bytes the observer sends once the closer has closed
 * @param initiatorHalfCloses whether the initiator half-closes after sending
 * @param observerReads when the observer reads
 */
public record Exchange(
    int bytesSent,
    int replyBytes,
    int bytesSentAfterClose,
    boolean initiatorHalfCloses,
    ObserverReads observerReads) {}
