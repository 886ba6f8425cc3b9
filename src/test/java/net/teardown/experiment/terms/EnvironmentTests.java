package net.teardown.experiment.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTests {

  /** Outcomes name it so, in every version: printf 'a=1\nb=2 3\n' | sha256sum. */
  @Test
  void isKnownByTheBeginningOfTheHashOfItsSettings() {
    assertThat(Environment.of(Map.of("b", "2 3", "a", "1")).hash()).isEqualTo("4f1b681495612c25");
  }

  @Test
  void theOrderOfTheSettingsDoesNotMatter() {
    LinkedHashMap<String, String> settings = new LinkedHashMap<>();
    settings.put("net.ipv4.tcp_sack", "1");
    settings.put("kernel", "Linux 6.18.2");
    Map<String, String> reversed = new LinkedHashMap<>();
    settings.reversed().forEach(reversed::put);

    assertThat(Environment.of(settings)).isEqualTo(Environment.of(reversed));
    assertThat(Environment.of(settings).settings().keySet())
        .containsExactly("kernel", "net.ipv4.tcp_sack");
  }

  @Test
  void anotherValueOrOneSettingMoreMakesAnother() {
    Environment one = Environment.of(Map.of("a", "1"));

    assertThat(Environment.of(Map.of("a", "2")).hash()).isNotEqualTo(one.hash());
    assertThat(Environment.of(Map.of("a", "1", "b", "")).hash()).isNotEqualTo(one.hash());
    assertThat(Environment.of(Map.of("a", "1"))).isEqualTo(one).hasSameHashCodeAs(one);
  }

  @ParameterizedTest
  @CsvSource({"'', 1", "a=b, 1", "'a\nb', 1", "a, '1\nb=2'", "a, '1\u001b[2J'", "a,", "größe, 1"})
  void namesAndValuesThatCouldBeTakenForOthersAreRefused(String name, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Environment.of(Collections.singletonMap(name, value)));
  }

  @Test
  void moreOrLongerSettingsThanAHostHasAreRefused() {
    Map<String, String> many =
        IntStream.range(0, 129).boxed().collect(Collectors.toMap(i -> "n" + i, i -> "1"));

    assertThatIllegalArgumentException().isThrownBy(() -> Environment.of(many));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Environment.of(Map.of("a", "1".repeat(257))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Environment.of(Map.of("a".repeat(65), "1")));
  }
}
