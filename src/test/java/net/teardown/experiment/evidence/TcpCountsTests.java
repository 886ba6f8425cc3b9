package net.teardown.experiment.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the range of a kernel's counts and what they prove. */
class TcpCountsTests {

  @ParameterizedTest
  @ValueSource(longs = {-1, 0x1_0000_0000L, Long.MAX_VALUE, Long.MIN_VALUE})
  void noKernelCountsBelowZeroOrBeyond32Bits(long count) {
    assertThatThrownBy(() -> counts(count, 0L, 0L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'retransmits' must be 0 to 4294967295");
    assertThatThrownBy(() -> counts(0L, count, 0L)).hasMessageContaining("'retransmitsInARow'");
    assertThatThrownBy(() -> counts(0L, 0L, count))
        .hasMessageContaining("'unacknowledgedSegments'");
  }

  @Test
  void threeRetransmissionsOfWhatStaysUnacknowledgedProveThatNobodyAnswers() {
    assertThat(counts(4L, 3L, 1L).unanswered()).isTrue();
    assertThat(counts(4L, 2L, 1L).unanswered()).isFalse();
    assertThat(counts(4L, 3L, 0L).unanswered()).isFalse();
    assertThat(counts(null, null, null).unanswered()).isFalse();
  }

  @Test
  void whatWaitsWhileNothingIsInFlightIsHeldBackByAClosedWindow() {
    assertThat(waiting(0L, 5L).heldBack()).isTrue();
    assertThat(waiting(1L, 5L).heldBack()).isFalse();
    assertThat(waiting(0L, 0L).heldBack()).isFalse();
    assertThat(waiting(null, null).heldBack()).isFalse();
  }

  private static TcpCounts waiting(@Nullable Long inFlight, @Nullable Long notSent) {
    return new TcpCounts(
        0L, 0L, null, null, null, null, null, null, null, inFlight, notSent, notSent, null);
  }

  private static TcpCounts counts(
      @Nullable Long retransmits, @Nullable Long inARow, @Nullable Long unacknowledged) {
    return new TcpCounts(
        retransmits,
        inARow,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        unacknowledged,
        null,
        null,
        null);
  }
}
