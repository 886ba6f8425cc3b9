package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests variables by which Kubernetes tells every pod about the Services around it, unless {@code
 * enableServiceLinks} is off. For some Services' names they read like configuration.
 */
@Timeout(180)
class ServiceLinksIT {

  private static final int SIGTERM = 15;

  @TempDir private Path directory;

  @Test
  void theVariablesOfNoServiceAreTakenForConfiguration() throws Exception {
    Map<String, String> links = new HashMap<>();
    links.putAll(links("TEARDOWN", 8080));
    links.putAll(links("TEARDOWN_RESPONDER", 8007));
    links.putAll(links("SERVER", 80));

    Process process = start(links);
    try {
      List<String> log = new ArrayList<>();
      try (BufferedReader output = process.inputReader()) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          log.add(line);
          if (line.contains("Started Teardown")) {
            // Not Process.destroy, which would close the output as well.
            process.toHandle().destroy();
          }
        }
      }
      assertThat(log).anyMatch(line -> line.contains("Tomcat started on port"));
      assertThat(log).anyMatch(line -> line.contains("Graceful shutdown complete"));
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + SIGTERM);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The variables of a Service with this name, as in a variable, and a single port. */
  private static Map<String, String> links(String service, int port) {
    String address = "10.96.0.10";
    String url = "tcp://%s:%d".formatted(address, port);
    String prefix = "%s_PORT_%d_TCP".formatted(service, port);
    return Map.of(
        service + "_SERVICE_HOST",
        address,
        service + "_SERVICE_PORT",
        String.valueOf(port),
        service + "_SERVICE_PORT_HTTP",
        String.valueOf(port),
        service + "_PORT",
        url,
        prefix,
        url,
        prefix + "_PROTO",
        "tcp",
        prefix + "_PORT",
        String.valueOf(port),
        prefix + "_ADDR",
        address);
  }

  private Process start(Map<String, String> links) throws IOException {
    // In a file, which variables override; they don't override arguments.
    Path configuration =
        Files.writeString(
            directory.resolve("links.properties"), "server.port=0\nteardown.responder.port=0\n");
    List<String> command = new ArrayList<>(TestingJvm.command(List.of(TestingJvm.NATIVE_ACCESS)));
    command.addAll(
        List.of(
            Teardown.class.getName(),
            "--spring.config.additional-location=" + configuration.toUri(),
            "--teardown.data-dir=" + directory));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(links);
    return builder.start();
  }
}
