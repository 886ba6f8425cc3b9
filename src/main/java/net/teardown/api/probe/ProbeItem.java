package net.teardown.api.probe;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Printable;
import net.teardown.experiment.terms.Verdict;
import net.teardown.probe.ProbeFailure;
import net.teardown.probe.ProbeResult;
import net.teardown.probe.RecentProbes.Remembered;
import org.jspecify.annotations.Nullable;

/** A probe that was asked for, in a list. */
@Schema(name = "Probe", description = "A probe that was asked for")
record ProbeItem(
    @Schema(description = "From 1, in the order in which probes end; anew with each start")
        long number,
    @Schema(description = "When its run began") Instant startedAt,
    @Schema(description = "What ran", example = "tcp_connect") String module,
    @Schema(description = "Against what; empty where the module needs no target") String target,
    boolean success,
    @Schema(description = "Step and reason; null if it succeeded", example = "connect: refused")
        @Nullable String failure,
    Verdict verdict,
    @Schema(description = "How long it took, in microseconds") long tookMicros,
    @Schema(description = "The experiment in the history; null if it was no news and isn't there")
        @Nullable UUID experiment) {

  private static final int LONGEST_TARGET = 300;

  static ProbeItem of(Remembered probe) {
    ProbeResult result = probe.result();
    Outcome outcome = result.outcome();
    ProbeFailure failure = result.failure();
    return new ProbeItem(
        probe.number(),
        outcome.run().startedAt(),
        result.module().name(),
        Printable.line(result.target(), LONGEST_TARGET),
        result.success(),
        failure == null ? null : failure.toString(),
        outcome.verdict(),
        result.took().toNanos() / 1000,
        result.experiment().id());
  }
}
