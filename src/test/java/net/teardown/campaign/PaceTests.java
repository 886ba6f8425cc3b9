package net.teardown.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTests {

  @Test
  void noMoreGoThroughThanItsRateAllows() throws Exception {
    Pace pace = new Pace(200.0);
    long begun = System.nanoTime();
    int gone = 0;
    while (System.nanoTime() - begun < 500_000_000) {
      if (pace.ready()) {
        pace.go();
        gone++;
      } else {
        Thread.sleep(1);
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;

    assertThat(gone / seconds).isLessThan(200 * 1.15);
    assertThat(gone / seconds).isGreaterThan(100);
  }

  @Test
  void withoutARateEverybodyGoes() {
    Pace pace = new Pace(null);

    for (int i = 0; i < 1000; i++) {
      assertThat(pace.ready()).isTrue();
      pace.go();
    }
  }
}
