package net.teardown.responder.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import java.util.UUID;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.EvidenceLevel;
import org.jspecify.annotations.Nullable;

/**
 * The wire format of a {@link Report}. It doesn't follow the domain's records, because other
 * versions use the names here. It is parsed before it is checked, so any field may be missing.
 *
 * @param environment the settings of the responder's host, by name; absent in reports of versions
 *     that don't read them
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
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, String> environment,
    WrittenEnd end,
    long settledMicros,
    long receivedMicros,
    long answeredMicros) {

  /**
   * @throws IllegalArgumentException if the settings can't be those of a host
   */
  public WrittenReport {
    if (environment != null) {
      // Checked here, where the JSON reader can name the place.
      environment = Environment.of(environment).settings();
    }
  }

  /** Converts a report to the wire format. */
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
        report.environment() == null ? null : report.environment().settings(),
        WrittenEnd.of(report.end()),
        report.settledMicros(),
        report.receivedMicros(),
        report.answeredMicros());
  }

  /** Converts to the domain's record; the end is null if it was omitted. */
  @SuppressWarnings({
    "NullAway",
    "ConstantValue"
  }) // an answer may omit fields that the record requires
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
        environment == null ? null : Environment.of(environment),
        end == null ? null : end.end(),
        settledMicros,
        receivedMicros,
        answeredMicros);
  }
}
