package net.teardown.script;

import net.teardown.experiment.evidence.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * What went to and fro between an initiator and a server that nobody controls, in bytes.
 *
 * @param stop why nothing more was waited for
 * @param bannerBytes what came before the first byte was sent
 * @param replyBytes what else came and was read
 * @param unreadBytes what came and was not read
 * @param bytesOffered what there was to send
 * @param bytesAccepted what of it this end's kernel accepted
 * @param acceptedBeforeReply how much of it was accepted when the first byte came in; null if none
 *     came
 * @param bodyWithheld whether the answer came before the body, which was then kept back
 * @param writeError what the first write that failed said, as errno's symbol
 * @param readError what the read that failed said, as errno's symbol
 */
public record TransferTotals(
    StopReason stop,
    long bannerBytes,
    long replyBytes,
    long unreadBytes,
    long bytesOffered,
    long bytesAccepted,
    @Nullable Long acceptedBeforeReply,
    boolean bodyWithheld,
    @Nullable String writeError,
    @Nullable String readError) {}
