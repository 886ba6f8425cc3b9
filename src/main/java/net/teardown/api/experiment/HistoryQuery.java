package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.Parameter;
import java.time.Instant;
import java.util.UUID;
import net.teardown.api.http.QueryText;
import net.teardown.api.problem.InputError;
import net.teardown.api.problem.InvalidRequest;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.spec.HostAndPort;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/** The filters of the history as query parameters. */
record HistoryQuery(
    @Parameter(description = "Only outcomes with this verdict") @Nullable Verdict verdict,
    @Parameter(description = "Only runs against this host, as their spec named it")
        @Nullable String targetHost,
    @Parameter(description = "Only runs with this label") @Nullable String label,
    @Parameter(description = "Only outcomes that theory allows, or only those that it doesn't")
        @Nullable Boolean asPredicted,
    @Parameter(description = "Only runs of this campaign") @Nullable UUID campaign,
    @Parameter(
            description = "Only runs started at or after this point in time, or so long ago: -1h")
        @Nullable Instant from,
    @Parameter(description = "Only runs started before this point in time, or so long ago")
        @Nullable Instant to) {

  /**
   * The filters of runs under way.
   *
   * @throws InvalidRequest naming the filter that is about outcomes
   */
  ExperimentFilter filterOfRunning() {
    refuse(verdict != null, "verdict");
    refuse(asPredicted != null, "asPredicted");
    refuse(campaign != null, "campaign");
    return filter();
  }

  private static void refuse(boolean given, String parameter) {
    if (given) {
      String message =
          "must be left out with 'status': it is about outcomes, and they have none yet";
      throw new InvalidRequest(
          "'%s' %s".formatted(parameter, message), InputError.inParameter(parameter, message));
    }
  }

  ExperimentFilter filter() {
    QueryText.requirePrintable("targetHost", targetHost);
    QueryText.requirePrintable("label", label);
    String host = targetHost == null ? null : HostAndPort.shortest(targetHost);
    return new ExperimentFilter(verdict, host, label, asPredicted, campaign, from, to);
  }
}
