package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the run that creates the image's AOT cache, because an image can't be built if it fails.
 */
@Timeout(300)
class TrainingIT {

  @TempDir private Path directory;

  @Test
  void theServiceAnswersAllThatTheTrainingAsksIt() throws Exception {
    Needs.linux();
    String script = Files.readString(Path.of("src/container/train-aot-cache"));
    String ask = between(script, "ask() {", "\n}\n") + "\n}\n";
    String asked = between(script, "for _ in {1..20}; do\n", "\n# The cache is written");
    assertThat(asked).contains("RESPONDER", "server", "/metrics");
    try (ServiceProcess service =
        ServiceProcess.startAsImage(directory, "--teardown.responder.port=0")) {
      Path output = directory.resolve("training");
      Process training =
          new ProcessBuilder(
                  "bash",
                  "-euo",
                  "pipefail",
                  "-c",
                  "port=%d\n%s%s".formatted(service.firstCall().getPort(), ask, asked))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();

      assertThat(training.waitFor(200, TimeUnit.SECONDS)).isTrue();
      assertThat(training.exitValue())
          .as(Files.readString(output, StandardCharsets.UTF_8))
          .isZero();
    }
  }

  private static String between(String text, String from, String to) {
    int begin = text.indexOf(from);
    int end = text.indexOf(to, begin);
    assertThat(begin).isNotNegative();
    assertThat(end).isGreaterThan(begin);
    return text.substring(begin, end);
  }
}
