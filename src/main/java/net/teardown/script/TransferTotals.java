package net.teardown.script;

import java.util.List;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.evidence.TlsSeen;
import net.teardown.experiment.evidence.TurnTaken;
import org.jspecify.annotations.Nullable;

/**
 * The byte totals of both directions between an initiator and a server that runs no script.
 *
 * @param stop why the exchange stopped
 * @param bannerBytes how many bytes arrived before the first one was sent
 * @param replyBytes how many other bytes were read
 * @param unreadBytes how many bytes arrived and were not read
 * @param bytesOffered how many bytes there were to send
 * @param bytesAccepted how many of them this end's kernel accepted
 * @param acceptedBeforeReply how many of them were accepted when the first byte arrived; null if
 *     none did
 * @param bodyWithheld whether the final answer came before the body, which was then not sent
 * @param writeError the errno of the first write that failed, as a symbol
 * @param readError the errno of the read that failed, as a symbol
 * @param turns the turns of a conversation that were taken; empty where there was none
 * @param tls what was seen of TLS; null in plaintext
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
    @Nullable String readError,
    List<TurnTaken> turns,
    @Nullable TlsSeen tls) {}
