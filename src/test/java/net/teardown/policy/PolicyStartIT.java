package net.teardown.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.teardown.instance.OwnPorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Tests how a start reads {@code teardown.policy.allow}. */
@ExtendWith(OutputCaptureExtension.class)
class PolicyStartIT {

  @Import({Policy.class, ConversePolicy.class, OwnPorts.class})
  static class NothingButThePolicy {

    @Bean
    Callership callership() {
      return () -> true;
    }
  }

  @Test
  void loopbackIsAllThatIsAllowed() {
    assertThat(targets()).containsExactly("loopback");
  }

  @Test
  void entriesAreSeparatedByCommasOrNumbered() {
    assertThat(targets("--teardown.policy.allow=probe-a, 10.0.0.0/8:8007,[fd00::/8]:8007"))
        .containsExactly("probe-a", "10.0.0.0/8:8007", "[fd00::/8]:8007");
    assertThat(targets("--teardown.policy.allow[0]=::1", "--teardown.policy.allow[1]=loopback"))
        .containsExactly("::1", "loopback");
  }

  @Test
  void nothingIsWhatNothingAllows() {
    assertThat(targets("--teardown.policy.allow=")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          10.1.2.3/8     | '10.1.2.3/8' has bits set behind its prefix: write 10.0.0.0/8
          10.0.0.0/8:x   | 'x' for a port: it must be 1 to 65535
          http://probe-b | 'http://probe-b' is neither 'loopback' nor a network
          """)
  void aBrokenEntryStopsTheStartWithTheLineThatHelps(
      String entry, String line, CapturedOutput output) {
    assertThatThrownBy(() -> targets("--teardown.policy.allow=probe-a," + entry)).isNotNull();

    assertThat(output.getAll())
        .contains("APPLICATION FAILED TO START")
        .contains("teardown.policy.allow: '" + entry)
        .contains(line);
  }

  private static List<String> targets(String... arguments) {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(NothingButThePolicy.class)
            .web(WebApplicationType.NONE)
            .registerShutdownHook(false)
            .run(arguments)) {
      return context.getBean(Policy.class).allowed();
    }
  }
}
