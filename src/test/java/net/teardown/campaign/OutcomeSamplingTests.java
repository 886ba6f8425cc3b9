package net.teardown.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.junit.jupiter.api.Test;

class OutcomeSamplingTests {

  private final OutcomeSampling sampling = new OutcomeSampling();

  @Test
  void theFirstOfEachDistinctOutcomeInEachCellIsKept() {
    assertThat(wants(0, Verdict.RESET, true)).isTrue();
    assertThat(wants(0, Verdict.RESET, true)).isFalse();
    assertThat(wants(1, Verdict.RESET, true)).isTrue();
    assertThat(wants(0, Verdict.CLEAN_EOF, true)).isTrue();
  }

  @Test
  void unexpectedOnesAreKeptUpToABound() {
    long kept = IntStream.range(0, 1000).filter(_ -> wants(0, Verdict.TIMED_OUT, false)).count();

    assertThat(kept).isEqualTo(1 + OutcomeSampling.MOST_UNEXPECTED);
  }

  private boolean wants(int cell, Verdict verdict, boolean asPredicted) {
    return sampling.wants(cell, verdict, Delivery.NONE_SENT, null, asPredicted);
  }
}
