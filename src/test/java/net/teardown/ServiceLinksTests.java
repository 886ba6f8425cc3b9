package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kubernetes tells every pod of the Services around it by variables, unless {@code
 * enableServiceLinks} is off. Those of a Service called {@code teardown} begin like ours.
 */
@Timeout(180)
class ServiceLinksTests {

  private static final int SIGTERM = 15;

  @TempDir private Path directory;

  @Test
  void theVariablesOfAServiceCalledTeardownAreNotTakenForConfiguration() throws Exception {
    Map<String, String> links =
        Map.of(
            "TEARDOWN_SERVICE_HOST", "10.96.0.10",
            "TEARDOWN_SERVICE_PORT", "8080",
            "TEARDOWN_SERVICE_PORT_HTTP", "8080",
            "TEARDOWN_PORT", "tcp://10.96.0.10:8080",
            "TEARDOWN_PORT_8080_TCP", "tcp://10.96.0.10:8080",
            "TEARDOWN_PORT_8080_TCP_PROTO", "tcp",
            "TEARDOWN_PORT_8080_TCP_PORT", "8080",
            "TEARDOWN_PORT_8080_TCP_ADDR", "10.96.0.10");

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

  private Process start(Map<String, String> links) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Teardown.class.getName(),
                "--server.port=0",
                "--teardown.data-dir=" + directory)
            .redirectErrorStream(true);
    builder.environment().putAll(links);
    return builder.start();
  }
}
