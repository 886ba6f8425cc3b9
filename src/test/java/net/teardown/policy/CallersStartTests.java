package net.teardown.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** What a start says of who may call. */
@ExtendWith(OutputCaptureExtension.class)
class CallersStartTests {

  private static final String SECRET = "--teardown.api.token=s3cr3t-s3cr3t";

  @ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    ValidationAutoConfiguration.class
  })
  @Import({Callers.class, OpenToAll.class})
  static class NothingButCallers {}

  @ParameterizedTest
  @ValueSource(strings = {"", "0.0.0.0", "::"})
  void listeningToOtherHostsWithoutATokenIsWarnedOfOnce(String address, CapturedOutput output) {
    start("--server.address=" + address).close();

    assertThat(warnings(output))
        .singleElement()
        .asString()
        .contains("WARN")
        .contains("ANYONE")
        .contains("teardown.api.token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "127.0.0.9", "localhost"})
  void listeningOnLoopbackIsNoCauseToWarn(String address, CapturedOutput output) {
    start("--server.address=" + address).close();

    assertThat(warnings(output)).isEmpty();
  }

  @Test
  void aTokenIsNoCauseToWarnAndIsNotTold(CapturedOutput output) {
    try (ConfigurableApplicationContext service =
        start("--server.address=0.0.0.0", SECRET, "--debug")) {
      assertThat(service.getBean(ApiProperties.class).toString()).doesNotContain("s3cr3t");
    }
    assertThat(warnings(output)).isEmpty();
    assertThat(output.getAll()).doesNotContain("s3cr3t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s3cr3t", "s3cr3t with blanks"})
  void anUnusableTokenStopsTheStartWithTheLineThatHelps(String token, CapturedOutput output) {
    assertThatThrownBy(() -> start("--teardown.api.token=" + token)).isNotNull();

    assertThat(output.getAll())
        .contains("teardown.api.token must be 8 or more of the characters")
        .doesNotContain("s3cr3t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://a.example", "a.example:8080", "*.example", "a.example/", ".example"})
  void furtherHostsAreNamesAlone(String host, CapturedOutput output) {
    assertThatThrownBy(() -> start("--teardown.api.hosts=fine.example," + host)).isNotNull();

    assertThat(output.getAll())
        .contains("teardown.api.hosts[1]")
        .contains("must be a host name alone");
  }

  @Test
  void furtherHostsAreSeparatedByCommas() {
    try (ConfigurableApplicationContext service =
        start("--teardown.api.hosts=a.example, B.example")) {
      assertThat(service.getBean(ApiProperties.class).hosts())
          .containsExactly("a.example", "B.example");
    }
  }

  private static ConfigurableApplicationContext start(String... more) {
    Stream<String> always = Stream.of("--server.port=0", "--spring.main.banner-mode=off");
    return new SpringApplicationBuilder(NothingButCallers.class)
        .registerShutdownHook(false)
        .run(Stream.concat(always, Arrays.stream(more)).toArray(String[]::new));
  }

  private static List<String> warnings(CapturedOutput output) {
    return output.getAll().lines().filter(line -> line.contains("WARN")).toList();
  }
}
