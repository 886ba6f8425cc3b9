package net.teardown.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import net.teardown.Needs;
import net.teardown.Teardown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The log of a start on a fresh machine. */
@ExtendWith(OutputCaptureExtension.class)
class FirstStartTests {

  @TempDir private Path directory;

  @Test
  void tellsWhatThisHostDoesAndWhatToTryFirst(CapturedOutput output) {
    Needs.posixStack();
    try (ConfigurableApplicationContext service = start()) {
      await().atMost(Duration.ofSeconds(20)).until(() -> output.getOut().contains("Try one:"));

      String port = service.getEnvironment().getProperty("local.server.port");
      assertThat(output.getOut())
          .contains("What this host does with a TCP connection (posix sockets, kernel evidence):")
          .containsPattern("echo-one-byte +1 +1 +close +CLEAN_EOF +- +yes")
          .containsPattern("echo-many-bytes +5 +1 +close +RESET +- +yes")
          .containsPattern(
              "echo-many-bytes-shutdown +5 +1 +shutdown, close +EOF_THEN_RESET +- +yes")
          .containsPattern("primes-nonprime-second +20 +8 +close +RESET +whole, 5 B +yes")
          .containsPattern("primes-six-sent +24 +20 +close +RESET +whole, 2 B +yes")
          .contains("All as predicted.")
          .contains(
              "curl -X POST 'localhost:"
                  + port
                  + "/api/v1/scenarios/echo-many-bytes/runs?format=text'");
    }
  }

  @Test
  void saysNothingOfItWhereItIsSwitchedOff(CapturedOutput output) {
    try (ConfigurableApplicationContext service = start("--teardown.self-check.enabled=false")) {
      assertThat(service.getBean(SelfCheckHealth.class).health().getDetails().get("summary"))
          .isEqualTo("Switched off by teardown.self-check.enabled.");
      assertThat(service.getBean(SelfCheck.class).report()).isEmpty();
    }
    assertThat(output.getOut()).doesNotContain("What this host does");
  }

  private ConfigurableApplicationContext start(String... more) {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "--server.port=0";
    arguments[1] = "--teardown.data-dir=" + directory;
    System.arraycopy(more, 0, arguments, 2, more.length);
    return SpringApplication.run(Teardown.class, arguments);
  }
}
