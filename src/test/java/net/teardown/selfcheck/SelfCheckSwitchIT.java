package net.teardown.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import net.teardown.Teardown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A start with the self-check switched off; one with it is observed from outside by {@code
 * ServiceIT}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SelfCheckSwitchIT {

  @Test
  void saysNothingWhereItIsSwitchedOff(CapturedOutput output, @TempDir Path directory) {
    try (ConfigurableApplicationContext service =
        SpringApplication.run(
            Teardown.class,
            "--server.port=0",
            "--teardown.data-dir=" + directory,
            "--teardown.self-check.enabled=false")) {
      assertThat(service.getBean(SelfCheckHealth.class).health().getDetails().get("summary"))
          .isEqualTo("Switched off by teardown.self-check.enabled.");
      assertThat(service.getBean(SelfCheck.class).report()).isEmpty();
    }
    assertThat(output.getOut()).doesNotContain("What this host does");
  }
}
