package net.teardown.experiment.terms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTests {

  @Test
  void whatAsciiCanPrintStaysAsItIs() {
    assertThat(of("PROXY TCP4 ~")).isEqualTo("PROXY TCP4 ~");
  }

  @Test
  void everythingElseIsWrittenByItsNumber() {
    assertThat(of("\0\r\n\\\u007f\u00ff")).isEqualTo("\\x00\\x0D\\x0A\\x5C\\x7F\\xFF");
  }

  @Test
  void itIsNoLongerThan128CharactersAndNoNumberIsCut() {
    assertThat(of("x".repeat(500))).hasSize(128);
    assertThat(of("x".repeat(126) + "\0")).hasSize(126);
    assertThat(Printable.of("abc".getBytes(ISO_8859_1), 2, 128)).isEqualTo("ab");
  }

  private static String of(String bytes) {
    return Printable.of(bytes.getBytes(ISO_8859_1), bytes.length(), 128);
  }
}
