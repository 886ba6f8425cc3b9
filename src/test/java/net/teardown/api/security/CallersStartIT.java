package net.teardown.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.teardown.policy.ControlToken;
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

/** Tests a start's log messages about who may call. */
@ExtendWith(OutputCaptureExtension.class)
class CallersStartIT {

  private static final String SECRET = "--teardown.api.token=s3cr3t-s3cr3t";
  private static final String CONTROL_SECRET = "--teardown.responder.token=s3cr3t-of-instances";

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
        .contains("run experiments and delete the history")
        .contains("far end")
        .contains("teardown.api.token")
        .contains("teardown.responder.token");
  }

  @Test
  void onlyWhatIsOpenIsWarnedOf(CapturedOutput output) {
    start("--server.address=0.0.0.0", SECRET).close();
    assertThat(warnings(output))
        .singleElement()
        .asString()
        .contains("ANYONE")
        .contains("far end")
        .contains("teardown.responder.token")
        .doesNotContain("history")
        .doesNotContain("teardown.api.token");
  }

  @Test
  void anInstanceThatIsNobodysFarEndNeedsNoTokenForIt(CapturedOutput output) {
    start("--server.address=0.0.0.0", SECRET, "--teardown.responder.enabled=false").close();
    assertThat(warnings(output)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "127.0.0.9", "localhost"})
  void listeningOnLoopbackIsNoCauseToWarn(String address, CapturedOutput output) {
    start("--server.address=" + address).close();

    assertThat(warnings(output)).isEmpty();
  }

  @Test
  void tokensAreNoCauseToWarnAndAreNotTold(CapturedOutput output) {
    try (ConfigurableApplicationContext service =
        start("--server.address=0.0.0.0", SECRET, CONTROL_SECRET, "--debug")) {
      assertThat(service.getBean(ApiProperties.class).toString()).doesNotContain("s3cr3t");
      assertThat(service.getBean(ControlToken.class).toString()).doesNotContain("s3cr3t");
      assertThat(service.getBean(ControlToken.class).token()).isEqualTo("s3cr3t-of-instances");
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
  @ValueSource(strings = {"", "s3cr3t", "s3cr3t with blanks"})
  void anUnusableTokenOfSessionsDoesSoToo(String token, CapturedOutput output) {
    assertThatThrownBy(() -> start("--teardown.responder.token=" + token)).isNotNull();

    assertThat(output.getAll())
        .contains("teardown.responder.token must be 8 or more of the characters")
        .doesNotContain("s3cr3t");
  }

  @Test
  void theTokenOfTheApiIsNotSentToOtherInstances(CapturedOutput output) {
    assertThatThrownBy(() -> start(SECRET, "--teardown.responder.token=s3cr3t-s3cr3t")).isNotNull();

    assertThat(output.getAll())
        .contains("teardown.responder.token must not be that of teardown.api.token")
        .doesNotContain("s3cr3t");
  }

  @Test
  void theOtherPropertiesOfTheResponderDoNotMatterHere() {
    start("--teardown.responder.port=tcp://10.0.0.1:8007", CONTROL_SECRET).close();
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

  /**
   * Without Logback's own warnings, which another test's running service causes while this one
   * starts.
   */
  private static List<String> warnings(CapturedOutput output) {
    return output
        .getAll()
        .lines()
        .filter(line -> line.contains("WARN") && !line.contains("|-WARN in "))
        .toList();
  }
}
