package net.teardown.api.probe;

import java.util.Locale;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.outcome.Ends;
import net.teardown.picture.Ladder;
import net.teardown.probe.ProbeFailure;
import net.teardown.probe.ProbeResult;

/** A text page about one probe: what happened and why, its steps, evidence and metrics. */
final class DebugPage {

  private DebugPage() {}

  /**
   * Writes the page.
   *
   * @param metrics the metrics that Prometheus would have received, in the text format
   */
  static String of(ProbeResult result, String metrics) {
    StringBuilder page = new StringBuilder();
    ProbeFailure failure = result.failure();
    // A module that probes this instance has no target.
    page.append(result.target().isEmpty() ? "Probe" : "Probe of " + result.target())
        .append(" by module %s: ".formatted(result.module().name()))
        .append(
            failure == null
                ? "success"
                : "failed, step %s, reason %s%s"
                    .formatted(
                        ProbeFailure.labelValue(failure.step()),
                        failure.reason(),
                        failure.reason().replace('_', ' ').equals(failure.inWords())
                            ? ""
                            : " (" + failure.inWords() + ")"))
        .append(
            String.format(
                Locale.ROOT,
                ", in %.3f of %.3f s%n%n",
                result.took().toNanos() / 1e9,
                result.within().toNanos() / 1e9))
        .append(Ladder.text(result.experiment(), false))
        .append("\nSteps, in microseconds since the run began:\n\n");
    Ends ends = result.outcome().ends();
    steps(page, "A", ends.initiator());
    ends.other().ifPresent(other -> steps(page, "B", other));
    page.append("\nEvidence:\n\n");
    evidence(page, "A", ends.initiator());
    ends.other().ifPresent(other -> evidence(page, "B", other));
    return page.append("\nMetrics that would have been returned:\n\n").append(metrics).toString();
  }

  private static void steps(StringBuilder page, String end, EndRecord record) {
    for (Step step : record.steps()) {
      page.append(
          String.format(
              Locale.ROOT,
              "  %s %9d to %9d  %s%s%s%s%n",
              end,
              step.atMicros(),
              step.untilMicros(),
              step.call(),
              step.bytes() == null ? "" : ", " + step.bytes() + " B",
              step.errno() == null ? " = " + step.result() : ": " + step.errno(),
              step.times() == 1 ? "" : ", " + step.times() + " calls"));
    }
  }

  private static void evidence(StringBuilder page, String end, EndRecord record) {
    Evidence seen = record.evidence();
    if (seen == null) {
      return;
    }
    page.append(
        """
          %s end of stream read: %s
          %s FIN received: %s
          %s RST received: %s
          %s given up by its kernel: %s
          %s state: %s
          %s pending error: %s
          %s TIME-WAIT: %s
        """
            .formatted(
                end,
                seen.endOfStream(),
                end,
                seen.finReceived(),
                end,
                seen.resetReceived(),
                end,
                seen.timedOut(),
                end,
                seen.tcpState(),
                end,
                seen.socketError(),
                end,
                seen.timeWait()));
  }
}
