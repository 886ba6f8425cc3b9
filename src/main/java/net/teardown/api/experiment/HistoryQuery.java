package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.Parameter;
import java.time.Instant;
import java.util.UUID;
import net.teardown.api.problem.InputError;
import net.teardown.api.problem.InvalidRequest;
import net.teardown.experiment.outcome.ExperimentFilter;
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

  ExperimentFilter filter() {
    refuseControlCharacters("targetHost", targetHost);
    refuseControlCharacters("label", label);
    return new ExperimentFilter(verdict, targetHost, label, asPredicted, campaign, from, to);
  }

  private static void refuseControlCharacters(String parameter, @Nullable String value) {
    if (value != null && value.chars().anyMatch(Character::isISOControl)) {
      String message = "must not hold control characters";
      throw new InvalidRequest(
          "'%s' %s".formatted(parameter, message), InputError.inParameter(parameter, message));
    }
  }
}
