package net.teardown.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTests {

  private static final long MILLISECOND = 1_000_000;

  private long now = -5;

  @Test
  void asManyGoThroughAsItsRateAllowsAndNoMore() {
    RateLimit pace = new RateLimit(200.0, () -> now);

    assertThat(goneIn(pace, 500)).isEqualTo(100);
    assertThat(goneIn(pace, 500)).isEqualTo(100);
  }

  @Test
  void aShortPauseIsMadeUpForAndALongOneIsNot() {
    RateLimit pace = new RateLimit(200.0, () -> now);
    pace.go();

    now += 30 * MILLISECOND;
    assertThat(goneAtOnce(pace)).isEqualTo(6);

    now += 3_600_000 * MILLISECOND;
    assertThat(goneAtOnce(pace)).isEqualTo(11);
  }

  @Test
  void withoutARateEverybodyGoes() {
    RateLimit pace = new RateLimit(null, () -> now);

    for (int i = 0; i < 1000; i++) {
      assertThat(pace.ready()).isTrue();
      pace.go();
    }
  }

  private int goneIn(RateLimit pace, int millis) {
    int gone = 0;
    for (int i = 0; i < millis; i++) {
      gone += goneAtOnce(pace);
      now += MILLISECOND;
    }
    return gone;
  }

  private static int goneAtOnce(RateLimit pace) {
    int gone = 0;
    while (pace.ready()) {
      pace.go();
      gone++;
    }
    return gone;
  }
}
