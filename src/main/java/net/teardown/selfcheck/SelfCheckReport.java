package net.teardown.selfcheck;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.outcome.Outcome;

/**
 * The self-check's outcomes on this host.
 *
 * @param findings one for each scenario, at least one
 * @param undecidingSettings settings of this host that leave some runs undecided, by name and value
 */
record SelfCheckReport(List<Finding> findings, List<String> undecidingSettings) {

  private static final String ROW = "  %-25s  %4s  %4s   %-15s   %-14s   %-10s   %s%n";

  SelfCheckReport {
    if (findings.isEmpty()) {
      throw new IllegalArgumentException("'findings' must not be empty");
    }
    findings = List.copyOf(findings);
    undecidingSettings = List.copyOf(undecidingSettings);
  }

  boolean asPredicted() {
    return findings.stream().allMatch(Finding::asPredicted);
  }

  /** {@code posix} or {@code jdk}. */
  String stack() {
    return any().run().stack();
  }

  /** {@code kernel} or {@code application}. */
  String evidence() {
    return any().run().evidenceLevel().name().toLowerCase(Locale.ROOT);
  }

  /** The result in one line. */
  String summary() {
    List<String> unexpected =
        findings.stream().filter(finding -> !finding.asPredicted()).map(Finding::scenario).toList();
    String found =
        unexpected.isEmpty()
            ? "All as predicted."
            : "Not as predicted: " + String.join(", ", unexpected) + ".";
    return undecidingSettings.isEmpty()
        ? found
        : "%s Undecidable here where the observer half-closes first, by %s."
            .formatted(found, String.join(" and ", undecidingSettings));
  }

  /** A table for a terminal or a log, one line for each scenario; no line feed at its end. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "What this host does with a TCP connection (%s sockets, %s evidence):%n%n"
            .formatted(stack(), evidence()));
    table.append(
        ROW.formatted(
            "scenario", "sent", "read", "B calls", "verdict", "reply to A", "as predicted"));
    for (Finding finding : findings) {
      Outcome outcome = finding.outcome();
      table.append(
          ROW.formatted(
              finding.scenario(),
              outcome.spec().exchange().bytesSent(),
              outcome.ends().other().map(EndRecord::bytesRead).orElse(0L),
              finding.closing(),
              outcome.verdict(),
              finding.reply(),
              predicted(outcome)));
    }
    return table.append(System.lineSeparator()).append("  ").append(summary()).toString();
  }

  private Outcome any() {
    return findings.getFirst().outcome();
  }

  private static String predicted(Outcome outcome) {
    String theory =
        outcome.predicted().verdicts().stream().map(Enum::name).collect(Collectors.joining(" or "));
    return switch (outcome.asPredicted()) {
      case Boolean yes when yes -> "yes";
      case Boolean _ -> "NO: " + theory;
      case null -> "-";
    };
  }
}
