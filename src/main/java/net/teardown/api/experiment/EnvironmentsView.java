package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import net.teardown.experiment.terms.Environments;
import org.jspecify.annotations.Nullable;

/** The environments of a run's hosts in the API. */
@Schema(name = "Environments", description = "Under which settings of the hosts a run was made")
record EnvironmentsView(
    @Schema(
            description = "Of the host it was made from; null where it isn't known",
            example = "5f2b8c1e9a7d3046")
        @Nullable String initiator,
    @Schema(
            description =
                "Of the other end's host: on loopback the same; null for a server, and where the"
                    + " responder didn't tell",
            example = "5f2b8c1e9a7d3046")
        @Nullable String responder) {

  static @Nullable EnvironmentsView of(Environments environments) {
    return environments.equals(Environments.UNKNOWN)
        ? null
        : new EnvironmentsView(environments.initiatorHash(), environments.responderHash());
  }
}
