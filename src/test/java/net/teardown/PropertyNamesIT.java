package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.impl.NoOpLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class PropertyNamesIT {

  private final List<String> warned = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "teardown.polcy.allow, teardown.policy.allow",
    "teardown.api.tokn, teardown.api.token",
    "teardown.probes-fil, teardown.probes-file",
    "teardown.runner.max-remot, teardown.runner.max-remote"
  })
  void aMisspeltPropertyEndsTheStartWithTheNearestRightOne(String name, String meant) {
    assertThatExceptionOfType(UnknownProperty.class)
        .isThrownBy(() -> set(name))
        .withMessage(
            "'%s' is no property of this service; did you mean '%s'?".formatted(name, meant));
  }

  @Test
  void allAreNamedAtOnceAndOneLikeNothingWithoutAGuess() {
    assertThatExceptionOfType(UnknownProperty.class)
        .isThrownBy(
            () -> check(Map.of("teardown.polcy.allow", "x", "teardown.zzzzzzzz", "y"), Map.of()))
        .withMessageContaining("'teardown.polcy.allow'")
        .withMessageContaining("'teardown.zzzzzzzz' is no property of this service.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "teardown.policy.allow",
        "teardown.policy.allow[0]",
        "teardown.policy.allow[12]",
        "teardown.data-dir",
        "teardown.dataDir",
        "teardown.responder.bind_address",
        "teardown.scenarios-dir",
        "teardowns.something",
        "server.prot"
      })
  void whatSpringTakesForOneOfOursIsFineAndWhatIsNotOursIsNobodysBusiness(String name) {
    assertThatNoException().isThrownBy(() -> set(name));
  }

  @Test
  void aVariableIsOnlyWarnedOf() {
    check(
        Map.of(),
        Map.of("TEARDOWN_POLCY_ALLOW", "x", "TEARDOWN_API_TOKEN", "y", "TEARDOWN_DATA_DIR", "z"));

    assertThat(warned)
        .singleElement()
        .asString()
        .contains("TEARDOWN_POLCY_ALLOW", "did you mean 'teardown.policy.allow'?");
  }

  private void set(String name) {
    check(Map.of(name, "x"), Map.of());
  }

  private void check(Map<String, Object> properties, Map<String, Object> variables) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("arguments", properties));
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    new PropertyNames(_ -> warnings()).postProcessEnvironment(environment, new SpringApplication());
  }

  private Log warnings() {
    return new NoOpLog() {
      private static final long serialVersionUID = 1L;

      @Override
      public void warn(Object message) {
        warned.add(message.toString());
      }
    };
  }
}
