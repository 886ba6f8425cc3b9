package net.teardown.api.instance;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import net.teardown.experiment.terms.EvidenceLevel;
import org.jspecify.annotations.Nullable;

/** The description of this instance in the API. */
@Schema(name = "Info", description = "What this instance is and can tell")
public record InfoView(
    @Schema(description = "Its version", example = "0.1.0") String version,
    @Schema(description = "Its name in outcomes and metrics", example = "probe-a") String vantage,
    @Schema(description = "posix calls libc, jdk is the portable stand-in", example = "posix")
        String stack,
    @Schema(description = "What its evidence rests on") EvidenceLevel evidenceLevel,
    @Schema(description = "The operating system and its release", example = "Linux 6.18.2")
        String kernel,
    @Schema(description = "The settings of its host under which runs are made now")
        EnvironmentView environment,
    @Schema(
            description = "Where it is the far end of other hosts' experiments; null if it is none",
            example = "8007")
        @Nullable Integer dataPort,
    @Schema(
            description = "What an experiment may connect to: teardown.policy.allow",
            example = "[\"loopback\", \"10.0.0.0/8:8007\"]")
        List<String> targets,
    @Schema(
            description =
                "To whom bytes of a caller's own may be sent: teardown.policy.converse; empty where"
                    + " that is nobody",
            example = "[\"loopback\"]")
        List<String> converse) {}
