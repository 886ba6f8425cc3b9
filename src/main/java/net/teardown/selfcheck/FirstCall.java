package net.teardown.selfcheck;

import net.teardown.experiment.spec.HostAndPort;
import org.springframework.core.env.PropertyResolver;

/**
 * The command that the log proposes as a first call, with the address where this service listens.
 */
final class FirstCall {

  private FirstCall() {}

  /** A curl command that runs the paper's experiment and draws it. */
  static String of(PropertyResolver environment) {
    String scheme = "true".equals(environment.getProperty("server.ssl.enabled")) ? "https://" : "";
    return "curl -X POST '%s%s:%s%s/api/v1/scenarios/echo-many-bytes/runs?format=text'"
        .formatted(
            scheme,
            host(environment.getProperty("server.address", "localhost")),
            environment.getProperty("local.server.port", "8080"),
            environment.getProperty("server.servlet.context-path", ""));
  }

  private static String host(String address) {
    return switch (address) {
      case "127.0.0.1", "::1", "0.0.0.0", "::" -> "localhost";
      default -> HostAndPort.bracketed(address);
    };
  }
}
