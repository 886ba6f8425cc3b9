package net.teardown.api.instance;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import net.teardown.experiment.terms.Environment;

/** A host's settings in the API. */
@Schema(name = "Environment", description = "The settings of a host that change what TCP does")
public record EnvironmentView(
    @Schema(
            description =
                "What outcomes name it by: the first 8 bytes of a SHA-256 of the settings",
            example = "5f2b8c1e9a7d3046")
        String hash,
    @Schema(
            description =
                "By name: those of sysctl(8), the kernel, the stack, and lo's MTU, queueing"
                    + " discipline and receive packet steering. What can't be read is left out",
            example =
                "{\"kernel\": \"Linux 6.18.2\", \"net.ipv4.tcp_rmem\": \"4096 131072 6291456\"}")
        Map<String, String> settings) {

  static EnvironmentView of(Environment environment) {
    return new EnvironmentView(environment.hash(), environment.settings());
  }
}
