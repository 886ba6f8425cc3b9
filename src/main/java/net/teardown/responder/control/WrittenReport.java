package net.teardown.responder.control;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;
import net.teardown.experiment.terms.EvidenceLevel;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Report} as instances write it to each other, whatever the domain's own records look like
 * by now: a name here is a name that other versions say. It is read before it is checked, so
 * anything may be missing.
 */
@Schema(name = "Report")
public record WrittenReport(
    int protocol,
    UUID id,
    UUID instance,
    Report.State state,
    @Nullable String initiatorAddress,
    @Nullable String precededBy,
    String stack,
    EvidenceLevel evidenceLevel,
    WrittenEnd end,
    long settledMicros,
    long receivedMicros,
    long answeredMicros) {

  /** What is said of a report. */
  public static WrittenReport of(Report report) {
    return new WrittenReport(
        report.protocol(),
        report.id(),
        report.instance(),
        report.state(),
        report.initiatorAddress(),
        report.precededBy(),
        report.stack(),
        report.evidenceLevel(),
        WrittenEnd.of(report.end()),
        report.settledMicros(),
        report.receivedMicros(),
        report.answeredMicros());
  }

  /** What was said; the end is null where it was left out. */
  @SuppressWarnings({"NullAway", "ConstantValue"}) // an answer may leave out what can't be missing
  public Report report() {
    return new Report(
        protocol,
        id,
        instance,
        state,
        initiatorAddress,
        precededBy,
        stack,
        evidenceLevel,
        end == null ? null : end.end(),
        settledMicros,
        receivedMicros,
        answeredMicros);
  }
}
