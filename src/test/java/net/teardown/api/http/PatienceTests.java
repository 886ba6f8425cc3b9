package net.teardown.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTests {

  @Test
  void whoSaysNothingWaitsForTheAnswer() {
    assertThat(Patience.of(null, null).apart()).isFalse();
    assertThat(Patience.of(null, "handling=lenient, wait=5").apart()).isFalse();
    assertThat(Patience.of(null, "").apart()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "respond-async | 0 | respond-async",
        "Respond-Async; foo=1, wait=10 | 10 | respond-async, wait=10",
        "wait = 7 , respond-async | 7 | respond-async, wait=7",
        "respond-async, wait=\"9\" | 9 | respond-async, wait=9",
        "respond-async, wait=-1 | 0 | respond-async",
        "respond-async, wait=99999999999 | 0 | respond-async",
        "respond-async, wait=99999 | 3600 | respond-async, wait=99999"
      })
  void preferencesAreReadAsTheRfcWritesThem(String prefer, int seconds, String applied) {
    Patience patience = Patience.of(null, prefer);

    assertThat(patience.apart()).isTrue();
    assertThat(patience.atMost()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(patience.headers().get("Preference-Applied")).containsExactly(applied);
    assertThat(patience.headers().getVary()).containsExactly("Prefer");
  }

  @Test
  void theQueryGoesBeforeTheHeader() {
    Patience patience = Patience.of(0, "respond-async, wait=10");

    assertThat(patience.waits()).isFalse();
    assertThat(patience.applied()).isEqualTo(List.of("respond-async"));
    assertThat(Patience.of(5, null).atMost()).isEqualTo(Duration.ofSeconds(5));
    assertThat(Patience.of(5, null).headers().get("Preference-Applied")).isNull();
  }
}
