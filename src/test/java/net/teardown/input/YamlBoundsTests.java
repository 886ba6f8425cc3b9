package net.teardown.input;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.teardown.probe.ModuleDraft;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.ByteArrayResource;

/** Tests the bounds on the size of YAML files. */
@Timeout(60)
class YamlBoundsTests {

  private static final String PLACE = "some.yml";

  /** Documents that need more memory than any heap has, or more than is worth reading. */
  static Stream<Arguments> tooMuch() {
    return Stream.of(
        Arguments.of("lists in lists", nested(9, "[%s]", "x"), "values once its aliases"),
        Arguments.of("keys in keys", nestedKeys(9), "values once its aliases"),
        Arguments.of("merged keys", merged(14), "levels of lists and keys|values once its aliases"),
        Arguments.of("a chain of twos", chain(40), "levels of lists and keys"),
        Arguments.of(
            "many aliases", "a: &a 1\nb:\n" + "- *a\n".repeat(51), "line 53: more than 50 aliases"),
        Arguments.of("no anchor", "a: *nope", "line 1: the alias *nope has no anchor"),
        Arguments.of("no anchor of a key", "*nope : 1", "line 1: the alias *nope has no anchor"),
        Arguments.of("within itself", "a: &a [1, *a]", "line 1: the alias *a stands within"),
        Arguments.of("within its keys", "a: &a\n  b: *a", "line 2: the alias *a stands within"),
        Arguments.of("deep lists", "[".repeat(200_000), "line 1: more than 16 levels"),
        Arguments.of("deep keys", "{a: ".repeat(200_000), "line 1: more than 16 levels"),
        Arguments.of("deep dashes", "- ".repeat(200_000) + "a", "line 1: more than 16 levels"),
        Arguments.of("a long list", "- a\n".repeat(20_001), "line 20000: more than 20000 values"),
        Arguments.of("a long key", "? " + "k".repeat(600) + "\n: v", "no longer than 512"),
        Arguments.of(
            "long keys over each other",
            "k".repeat(300) + ":\n  " + "k".repeat(300) + ":\n    a: 1",
            "line 3: the keys that lead to a value"),
        Arguments.of(
            "a long key by an alias",
            "a: &a " + "k".repeat(600) + "\nb: {*a : 1}",
            "line 2: the keys that lead to a value"),
        Arguments.of("a list as a key", "? [a, b]\n: 1", "line 1: a key must be text"),
        Arguments.of("a list as a key by an alias", "a: &a [1]\n*a : 1", "line 2: a key must be"),
        Arguments.of("a long value", "a: '" + "1".repeat(100_001) + "'", "no longer than 100000"),
        Arguments.of("two documents", "a: 1\n---\nb: 1", "line 2: must be one YAML document"),
        Arguments.of("no YAML", "a: 1\nb: [", "line 2: must be one YAML document"),
        Arguments.of("no text", "a: \u0000", "must be one YAML document"));
  }

  private static String nested(int times, String list, String value) {
    String first =
        "a0: &a0 "
            + list.formatted(
                Stream.generate(() -> value).limit(9).collect(Collectors.joining(",")));
    return IntStream.range(1, times)
        .mapToObj(i ->
            "a%d: &a%d %s"
                .formatted(
                    i,
                    i,
                    list.formatted(
                        IntStream.range(0, 5)
                            .mapToObj(_ -> "*a" + (i - 1))
                            .collect(Collectors.joining(",")))))
        .collect(Collectors.joining("\n", first + "\n", "\n"));
  }

  private static String nestedKeys(int times) {
    return IntStream.range(1, times)
        .mapToObj(i ->
            "a%d: &a%d {%s}"
                .formatted(
                    i,
                    i,
                    IntStream.range(0, 5)
                        .mapToObj(k -> "k%d: *a%d".formatted(k, i - 1))
                        .collect(Collectors.joining(","))))
        .collect(Collectors.joining("\n", "a0: &a0 {x: 1, y: 2, z: 3}\n", "\n"));
  }

  private static String merged(int times) {
    return IntStream.range(1, times)
        .mapToObj(i -> "a%d: &a%d {<<: [*a%d], k%d: {<<: *a%d}}".formatted(i, i, i - 1, i, i - 1))
        .collect(Collectors.joining("\n", "a0: &a0 {x: 1, y: 2, z: 3}\n", "\n"));
  }

  private static String chain(int times) {
    return IntStream.range(1, times)
        .mapToObj(i -> "a%d: &a%d [*a%d]".formatted(i, i, i - 1))
        .collect(Collectors.joining("\n", "a0: &a0 [1]\n", "\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void tooMuch(String shape, String text, String says) {
    assertThatExceptionOfType(BrokenScenario.class)
        .as(shape)
        .isThrownBy(() -> YamlBounds.check(text.getBytes(UTF_8), PLACE))
        .satisfies(e -> {
          assertThat(e.getMessage()).startsWith(PLACE).doesNotContain("\n");
          assertThat(says.split("\\|")).anyMatch(String.valueOf(e.getMessage())::contains);
        });
  }

  /** A byte order mark determines the encoding, for this check as for the reader. */
  @Test
  void noEncodingHidesIt() {
    assertThatExceptionOfType(BrokenScenario.class)
        .isThrownBy(() -> YamlBounds.check(nested(9, "[%s]", "x").getBytes(UTF_16), PLACE))
        .withMessageContaining("values once its aliases");
  }

  @Test
  void whatPeopleWriteIsWithinBounds() {
    String targets =
        IntStream.range(0, 15)
            .mapToObj("'10.0.0.%d:80'"::formatted)
            .collect(Collectors.joining(","));
    String monitors =
        IntStream.range(0, 1000)
            .mapToObj(i -> "  m%1$d: &m%1$d\n    targets: [%2$s]\n".formatted(i, targets))
            .collect(Collectors.joining());
    assertThatCode(() -> YamlBounds.check(("monitors:\n" + monitors).getBytes(UTF_8), PLACE))
        .doesNotThrowAnyException();
    String shared = "a: &a {interval: 3s}\nb:\n" + "- {<<: *a, timeout: 1s}\n".repeat(50);
    assertThatCode(() -> YamlBounds.check(shared.getBytes(UTF_8), PLACE))
        .doesNotThrowAnyException();
  }

  @Test
  void scenariosAndModulesAreHeldToIt() {
    assertThatExceptionOfType(BrokenScenario.class)
        .isThrownBy(() ->
            YamlFiles.read(
                new ByteArrayResource(nested(9, "[%s]", "x").getBytes(UTF_8)),
                PLACE,
                ModuleDraft.class))
        .withMessageContaining("some.yml, line")
        .withMessageContaining("values once its aliases");
    assertThatExceptionOfType(BrokenScenario.class)
        .isThrownBy(() ->
            YamlFiles.read(new ByteArrayResource(new byte[2 << 20]), PLACE, ModuleDraft.class))
        .withMessageContaining("must be no longer than 1048576 bytes");
  }

  @Test
  void aLongFileIsNotRead(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("long.yml");
    try (var channel =
        Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.position(100L << 20).write(ByteBuffer.wrap(new byte[1]));
    }
    assertThatExceptionOfType(BrokenScenario.class)
        .isThrownBy(() -> YamlBounds.read(file, PLACE))
        .withMessage("some.yml: must be no longer than 1048576 bytes");
  }
}
