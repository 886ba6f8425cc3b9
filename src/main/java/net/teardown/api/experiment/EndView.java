package net.teardown.api.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.EndTls;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/** One end's record in the API. */
@Schema(
    name = "End",
    description =
        "What one end did. Evidence stands with the observer, unreadAtClose with the closer.")
record EndView(
    @Schema(
            description = "Its own address and port; null if it never had one",
            example = "127.0.0.1:41234")
        @Nullable String address,
    @Schema(description = "Bytes that its recv returned", example = "1") long bytesRead,
    @Schema(description = "Bytes that its send accepted", example = "0") long bytesAccepted,
    @Schema(
            description =
                "Bytes in its receive queue when it closed (SIOCINQ); absent unless it is the"
                    + " closer",
            example = "4")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Long unreadAtClose,
    @Schema(description = "Its state right before it closed; absent where it wasn't asked for")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable TcpState stateAtClose,
    @Schema(description = "What its kernel counted; absent where that wasn't asked for")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable TcpView tcp,
    @Schema(
            description =
                "Offset of the first byte that came in other than it was sent; absent if none did",
            example = "0")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Long alteredAt,
    @Schema(description = "What became of the byte sent after the evidence; absent without one")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable ProbeAnswer probe,
    @Schema(
            description =
                "The calls it made, in their order; absent in lists and where there are none")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Nullable List<StepView> steps,
    @Schema(description = "Absent unless it is the observer")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable EvidenceView evidence,
    @Schema(description = "What it saw of TLS where both ends spoke it; absent in plaintext")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable EndTlsView tls) {

  static EndView of(EndRecord end, Verdict verdict) {
    EndTls tls = end.tls();
    return new EndView(
        end.address(),
        end.bytesRead(),
        end.bytesAccepted(),
        end.unreadAtClose(),
        end.stateAtClose(),
        end.tcp() == null ? null : TcpView.of(end.tcp()),
        end.alteredAt(),
        end.probe(),
        end.steps().stream().map(StepView::of).toList(),
        end.evidence() == null ? null : EvidenceView.of(end.evidence()),
        tls == null ? null : EndTlsView.of(tls, end.evidence() == null ? null : verdict));
  }
}
