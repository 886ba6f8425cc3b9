package net.teardown.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTests {

  private static final long MILLISECOND = 1_000_000;

  private long now = -5;

  @Test
  void asManyGoThroughAsItsRateAllowsAndNoMore() {
    RateLimit limit = new RateLimit(200.0, () -> now);

    assertThat(goneIn(limit, 500)).isEqualTo(100);
    assertThat(goneIn(limit, 500)).isEqualTo(100);
  }

  @Test
  void aShortPauseIsMadeUpForAndALongOneIsNot() {
    RateLimit limit = new RateLimit(200.0, () -> now);
    limit.go();

    now += 30 * MILLISECOND;
    assertThat(goneAtOnce(limit)).isEqualTo(6);

    now += 3_600_000 * MILLISECOND;
    assertThat(goneAtOnce(limit)).isEqualTo(11);
  }

  @Test
  void withoutARateEverybodyGoes() {
    RateLimit limit = new RateLimit(null, () -> now);

    for (int i = 0; i < 1000; i++) {
      assertThat(limit.ready()).isTrue();
      limit.go();
    }
  }

  private int goneIn(RateLimit limit, int millis) {
    int gone = 0;
    for (int i = 0; i < millis; i++) {
      gone += goneAtOnce(limit);
      now += MILLISECOND;
    }
    return gone;
  }

  private static int goneAtOnce(RateLimit limit) {
    int gone = 0;
    while (limit.ready()) {
      limit.go();
      gone++;
    }
    return gone;
  }
}
