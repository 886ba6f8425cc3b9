package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import net.teardown.experiment.evidence.TcpCounts;
import org.jspecify.annotations.Nullable;

/** The TCP counters of an end's kernel in the API. */
@Schema(
    name = "Tcp",
    description =
        "What an end's kernel counted of its connection (TCP_INFO), up to its close or its"
            + " evidence. Null is what this kernel doesn't count, or what could only be read while"
            + " the connection stood and wasn't")
record TcpView(
    @Schema(description = "Segments sent again", example = "0") @Nullable Long retransmits,
    @Schema(description = "How often its segments were seen to overtake each other", example = "0")
        @Nullable Long reordered,
    @Schema(
            description =
                "Segments sent again, less those that the other end says it had got already",
            example = "0")
        @Nullable Long lost,
    @Schema(description = "Smoothed round-trip time", example = "20150") @Nullable Long rttMicros,
    @Schema(description = "Bytes per packet that the path is known to carry", example = "1500")
        @Nullable Long pathMtu,
    @Schema(
            description =
                "Bytes accepted from send and not acknowledged when the connection was last seen"
                    + " standing",
            example = "0")
        @Nullable Long unacknowledgedBytes,
    @Schema(description = "Of these, what had never been sent", example = "0")
        @Nullable Long notSentBytes) {

  static TcpView of(TcpCounts counts) {
    return new TcpView(
        counts.retransmits(),
        counts.reordered(),
        counts.lost(),
        counts.rttMicros(),
        counts.pathMtu(),
        counts.unacknowledgedBytes(),
        counts.notSentBytes());
  }
}
