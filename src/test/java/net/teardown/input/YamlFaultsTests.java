package net.teardown.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class YamlFaultsTests {

  enum Colour {
    RED,
    GREEN
  }

  record Part(@Nullable Duration lasts, @Nullable Colour colour, @Nullable Integer count) {}

  record Whole(
      @Nullable String title,
      @Nullable List<Part> parts,
      @Nullable List<@Nullable Colour> colours) {}

  @Test
  void allFaultsOfAFileAreToldAtOnceEachWithItsLine() {
    String file =
        """
        titel: a
        parts:
          - lasts: long
            colour: BLUE
          - count: many
            wieght: 3
        colours: [RED, BLUE]
        """;

    assertThatExceptionOfType(BrokenScenario.class)
        .isThrownBy(() -> YamlFiles.read(file.getBytes(UTF_8), "file.yml", Whole.class))
        .withMessageStartingWith("file.yml:\n  line 1: 'titel' is unknown; did you mean 'title'?")
        .withMessageContaining("\n  line 3: 'parts[0].lasts' must be a time such as 10s")
        .withMessageContaining("line 4: 'parts[0].colour' must be one of RED, GREEN")
        .withMessageContaining("line 5: 'parts[1].count' must be a whole number")
        .withMessageContaining("line 6: 'parts[1].wieght' is unknown")
        .withMessageContaining("line 7: 'colours[1]' must be one of RED, GREEN");
  }

  @Test
  void aFileWithoutFaultsIsReadAsItStands() {
    String file = "title: a\nparts: [{lasts: 10s, colour: GREEN, count: 3}]\n";

    assertThat(YamlFiles.read(file.getBytes(UTF_8), "file.yml", Whole.class))
        .isEqualTo(
            new Whole("a", List.of(new Part(Duration.ofSeconds(10), Colour.GREEN, 3)), null));
  }

  @Test
  void moreFaultsThanAnybodyReadsAreNotAllTold() {
    String file = "a%d: 1\n".repeat(1000).formatted((Object[]) numbers(1000));

    assertThatExceptionOfType(BrokenScenario.class)
        .isThrownBy(() -> YamlFiles.read(file.getBytes(UTF_8), "file.yml", Whole.class))
        .satisfies(e -> assertThat(e.getMessage()).contains("'a0'").doesNotContain("'a900'"));
  }

  private static Integer[] numbers(int count) {
    Integer[] numbers = new Integer[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i;
    }
    return numbers;
  }
}
