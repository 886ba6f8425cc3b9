package net.teardown.api.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.evidence.TimeWait;
import org.jspecify.annotations.Nullable;

/** The evidence of the observer's kernel in the API. */
@Schema(
    name = "Evidence",
    description =
        "What the observer's kernel says after the end; at level APPLICATION, what its calls prove")
record EvidenceView(
    @Schema(description = "The application read end of stream", example = "false")
        boolean endOfStream,
    @Schema(
            description = "A FIN came in; null if the kernel's figures contradict each other",
            example = "false")
        @Nullable Boolean finReceived,
    @Schema(description = "An RST came in; null if that can't be decided", example = "true")
        @Nullable Boolean resetReceived,
    @Schema(description = "The kernel gave the connection up (ETIMEDOUT)", example = "false")
        boolean timedOut,
    @Schema(
            description =
                "The state of RFC 9293 when the evidence was taken; null at level APPLICATION")
        @Nullable TcpState tcpState,
    @Schema(
            description = "The pending error that SO_ERROR held; null for none",
            example = "ECONNRESET")
        @Nullable String socketError,
    @Schema(
            description =
                "The error by which the network said that the peer can't be reached; absent if it"
                    + " didn't",
            example = "EHOSTUNREACH")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String unreachable,
    @Schema(description = "What the look-up of the four-tuple said; absent where none was needed")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable TimeWait timeWait) {

  static EvidenceView of(Evidence evidence) {
    return new EvidenceView(
        evidence.endOfStream(),
        evidence.finReceived(),
        evidence.resetReceived(),
        evidence.timedOut(),
        evidence.tcpState(),
        evidence.socketError(),
        evidence.unreachable(),
        evidence.timeWait());
  }
}
