package net.teardown.api.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.experiment.outcome.RunFacts;
import net.teardown.experiment.spec.PeerKind;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.picture.explanation.Explanation;
import org.jspecify.annotations.Nullable;

/** An outcome in the API. */
@Schema(
    name = "Outcome",
    description =
        "What one experiment did, what both ends saw, what it means and whether theory allows it")
public record OutcomeView(
    @Schema(
            description = "UUIDv7; absent where the outcome is not stored",
            example = "019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable UUID id,
    @Schema(description = "To the microsecond", example = "2026-11-22T10:00:00.123456Z")
        Instant startedAt,
    @Schema(description = "From the first call to the last", example = "187") long durationMicros,
    @Schema(description = "The instance it was made from", example = "probe-a") String vantage,
    @Schema(description = "Who the other end was") PeerKind peer,
    @Schema(description = "Who asked for the run") Origin origin,
    @Schema(description = "posix calls libc, jdk is the portable stand-in", example = "posix")
        String stack,
    @Schema(description = "What the observer's evidence rests on") EvidenceLevel evidenceLevel,
    @Schema(
            description =
                "The settings of both hosts, by hash: GET /environments/{hash} has them; absent in"
                    + " outcomes of versions that didn't read them")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable EnvironmentsView environment,
    @Schema(
            description =
                "What ran, defaults filled in; it can be sent again as it is, unless values of"
                    + " Authorization, Proxy-Authorization, Cookie or Set-Cookie are masked in it")
        SpecDraft spec,
    @Schema(description = "How the connection ended for the observer") Verdict verdict,
    @Schema(description = "Every verdict that theory allows for this spec") Set<Verdict> predicted,
    @Schema(description = "Why the run is inconclusive, or what the verdict leaves open; else null")
        @Nullable Reason reason,
    @Schema(description = "What became of the bytes that the closer had sent") Delivery delivery,
    @Schema(description = "Every delivery that theory allows for this spec")
        Set<Delivery> predictedDelivery,
    @Schema(
            description =
                "Whether verdict and delivery are both predicted; null where there is nothing to"
                    + " compare",
            example = "true")
        @Nullable Boolean asPredicted,
    @Schema(
            description = "Whether it is what 'expect' counts as met; absent where it says nothing",
            example = "true")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Boolean met,
    @Schema(description = "Whether the connection ever stood", example = "true") boolean connected,
    @Schema(description = "Bytes of the responder's reply that the initiator read", example = "0")
        long replyBytesReceived,
    @Schema(description = "How many of bytesSent the initiator's kernel accepted", example = "5")
        long bytesAccepted,
    @Schema(description = "How long the observer waited for a hidden reset", example = "0")
        long settledMicros,
    @Schema(
            description =
                "What an error that crossed the network said; absent where there was none")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String detail,
    @Schema(
            description = "Where a name was given: the address that was connected to",
            example = "10.1.2.3")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String addressTried,
    @Schema(
            description = "Where a name was given: every address that it has",
            example = "[\"10.1.2.3\", \"fd00::3\"]")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable List<String> addresses,
    @Schema(description = "What lies between the two ends; null where nothing was found")
        @Nullable DiagnosisView diagnosis,
    @Schema(description = "The other Teardown, as it introduced itself; absent where it didn't")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable InstanceView responderInstance,
    @Schema(
            description =
                "How far the responder's times may be off on this time line; absent where one"
                    + " clock told both",
            example = "180")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Long clockErrorMicros,
    @Schema(description = "The same spec another way; absent where that was not asked for")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable ComparisonView comparison,
    @Schema(
            description =
                "What can be told of a server that nobody controls; absent where there is none")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable ServerView server,
    @Schema(description = "The end that connected (A)") EndView initiator,
    @Schema(description = "The end that accepted (B)") EndView responder,
    @Schema(
            description = "What happened and why, for a person",
            example =
                "The responder closed with 4 bytes unread and the initiator was reset: an RST, and"
                    + " no FIN.")
        String explanation,
    @Schema(
            description = "What to change so that such a connection ends well; null where it did",
            example = "half-close, then read to end of stream, then close")
        @Nullable String advice,
    @Schema(
            ref = "#/components/schemas/SpecOverride",
            description =
                "The same as fields that go over the spec, null taking one away; null where no"
                    + " change of the spec does it")
        @Nullable Map<String, @Nullable Object> cure,
    @Schema(
            description = "Where the rule comes from",
            example = "[\"RFC 1122 4.2.2.13\", \"RFC 2525 2.17\"]")
        List<String> sources) {

  /** The view of an experiment. */
  public static OutcomeView of(Experiment made) {
    Explanation explanation = Explanation.of(made);
    Outcome outcome = made.outcome();
    RunFacts run = outcome.run();
    PathFacts between = outcome.ends().between();
    return new OutcomeView(
        made.id(),
        run.startedAt(),
        run.durationMicros(),
        run.vantage(),
        outcome.spec().peer(),
        outcome.asked().origin(),
        run.stack(),
        run.evidenceLevel(),
        EnvironmentsView.of(outcome.environments()),
        outcome.asked().draft(),
        outcome.verdict(),
        outcome.predicted().verdicts(),
        outcome.reason(),
        outcome.delivery(),
        outcome.predicted().deliveries(),
        outcome.asPredicted(),
        outcome.met(),
        outcome.judgement().connected(),
        outcome.replyBytesReceived(),
        outcome.initiator().bytesAccepted(),
        run.settledMicros(),
        made.detail(),
        outcome.named() == null ? null : outcome.named().addressTried(),
        outcome.named() == null ? null : outcome.named().addresses(),
        DiagnosisView.of(between.diagnosis()),
        InstanceView.of(between.responder()),
        between.clockErrorMicros(),
        ComparisonView.of(made.comparison()),
        ServerView.of(outcome.ends().server().orElse(null)),
        EndView.of(outcome.initiator(), outcome.verdict()),
        // An end that sent no report is shown as an idle one.
        EndView.of(outcome.ends().other().orElse(EndRecord.IDLE), outcome.verdict()),
        explanation.text(),
        explanation.advice(),
        explanation.change(),
        explanation.sources());
  }
}
