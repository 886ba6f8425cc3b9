package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;
import net.teardown.experiment.outcome.RespondingInstance;
import net.teardown.experiment.terms.EvidenceLevel;
import org.jspecify.annotations.Nullable;

/** The responding Teardown of a run in the API. */
@Schema(name = "RespondingInstance")
record InstanceView(
    UUID id,
    String vantage,
    String version,
    int dataPort,
    @Nullable String initiatorSeenAs,
    @Nullable String stack,
    @Nullable EvidenceLevel evidenceLevel) {

  static @Nullable InstanceView of(@Nullable RespondingInstance instance) {
    return instance == null
        ? null
        : new InstanceView(
            instance.id(),
            instance.vantage(),
            instance.version(),
            instance.dataPort(),
            instance.initiatorSeenAs(),
            instance.stack(),
            instance.evidenceLevel());
  }
}
