package net.teardown.responder.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrongInstanceTests {

  private static final UUID INSTANCE = UUID.fromString("0f6a1c1e-1111-4222-8333-444455556666");

  @Test
  void isOneLineThatTellsWho() {
    assertThat(WrongInstance.line(INSTANCE, "probe-b"))
        .isEqualTo("TEARDOWN/1 unknown ticket, instance " + INSTANCE + " vantage probe-b\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"probe-b", "Köln 2, Etage 3", "b", "🚇"})
  void isReadAsItWasWritten(String vantage) {
    byte[] received = (WrongInstance.line(INSTANCE, vantage) + "more").getBytes(UTF_8);

    assertThat(WrongInstance.parse(received)).contains(new WrongInstance(INSTANCE, vantage));
  }

  @Test
  void aNameNeitherBreaksTheLineNorMakesItLongerThanIsRemembered() {
    byte[] line = WrongInstance.line(INSTANCE, "a\nb" + "🚇".repeat(100)).getBytes(UTF_8);

    assertThat(line).hasSizeBetween(250, 256);
    assertThat(WrongInstance.parse(line))
        .hasValueSatisfying(it -> assertThat(it.vantage()).startsWith("a?b🚇").endsWith("🚇"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "TEARDOWN/1 unknown ticket, instance 1 vantage b\n",
        "HTTP/1.1 400 Bad Request\r\n",
        "TEARDOWN/1 unknown ticket, instance 0f6a1c1e-1111-4222-8333-444455556666 vantage cut"
      })
  void nothingElseIsReadAsOne(String other) {
    assertThat(WrongInstance.parse(other.getBytes(UTF_8))).isEmpty();
  }
}
