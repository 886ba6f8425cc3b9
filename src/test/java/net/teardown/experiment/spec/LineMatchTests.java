package net.teardown.experiment.spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups in place of what refers to them, as Go's documentation of Regexp.Expand has it. */
class LineMatchTests {

  private static LineMatch match(String pattern, String line) {
    return requireNonNull(LineMatch.find(Pattern.compile(pattern), line.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$1 | key",
        "${1} | key",
        "$2=${1} | value=key",
        "$0 | key: value",
        "$name | key",
        "${name}x | keyx",
        "$1x | ''",
        "${1}x | keyx",
        "$$1 | $1",
        "$$$1 | $key",
        "$9 | ''",
        "$01 | ''",
        "$nobody. | .",
        "$3- | -",
        "$ 1 | $ 1",
        "$-$1 | $-key",
        "${1 | ${1",
        "${} | ${}",
        "a$ | a$",
        "1 and \\ stay | 1 and \\ stay",
        "$1\u00E9 | ''",
        "\u00E9${1} | \u00E9key"
      })
  void whatRefersToAGroupIsReplaced(String text, String expanded) {
    LineMatch match = match("(?P<name>\\w+): (\\w+)(!)?", "a key: value here");

    assertThat(new String(match.expanded(text), UTF_8)).isEqualTo(expanded);
  }

  @Test
  void bytesThatAreNoTextAreKept() {
    byte[] line = "220 caf\u00E9 ESMTP".getBytes(ISO_8859_1);
    LineMatch match = requireNonNull(LineMatch.find(Pattern.compile("^220 (.+) ESMTP$"), line));

    assertThat(match.expanded("$1")).isEqualTo("caf\u00E9".getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({
    "E282AC, E282AC",
    "F09F9880, F09F9880",
    "C3A9, C3A9",
    "E9, 1A",
    "C0AF, 1A1A",
    "E08080, 1A1A1A",
    "EDA080, 1A1A1A",
    "F08FBFBF, 1A1A1A1A",
    "F4908080, 1A1A1A1A",
    "F5808080, 1A1A1A1A",
    "E282, 1A1A",
    "61FF62, 611A62",
    "80, 1A"
  })
  void eachByteThatIsNoTextIsReplacedByOne(String bytes, String searchable) {
    HexFormat hex = HexFormat.of().withUpperCase();

    assertThat(hex.formatHex(LineMatch.searchable(hex.parseHex(bytes)))).isEqualTo(searchable);
  }
}
