package net.teardown.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import net.teardown.monitor.Permits.Kind;
import org.junit.jupiter.api.Test;

class PermitsTests {

  private final Permits permits = new Permits(8);

  private int take(Kind kind) {
    int taken = 0;
    while (permits.tryAcquire(kind)) {
      taken++;
    }
    return taken;
  }

  @Test
  void theDeadShareAQuarter() {
    assertThat(take(Kind.DEAD)).isEqualTo(2);
    assertThat(take(Kind.ALIVE)).isEqualTo(6);
  }

  @Test
  void aQuarterIsLeftToTheLiving() {
    assertThat(take(Kind.UNKNOWN)).isEqualTo(6);
    assertThat(take(Kind.DEAD)).isZero();
    assertThat(take(Kind.ALIVE)).isEqualTo(2);
  }

  @Test
  void theLivingMayTakeAll() {
    assertThat(take(Kind.ALIVE)).isEqualTo(8);
    assertThat(take(Kind.UNKNOWN)).isZero();
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    take(Kind.DEAD);
    take(Kind.ALIVE);
    permits.release(Kind.DEAD);

    assertThat(take(Kind.DEAD)).isEqualTo(1);
    assertThat(take(Kind.ALIVE)).isZero();
  }
}
