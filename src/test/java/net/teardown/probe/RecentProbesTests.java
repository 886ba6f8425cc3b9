package net.teardown.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.probe.RecentProbes.Remembered;
import org.junit.jupiter.api.Test;

/** Tests which probes are remembered. */
class RecentProbesTests {

  private static final ProbeModule MODULE =
      new ProbeModule("tcp_close", "A title", "A story.", SpecDraft.EMPTY, false);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final RecentProbes probes = new RecentProbes();

  private void add(String target, boolean success) {
    probes.add(
        new ProbeResult(
            MODULE,
            target,
            null,
            SECOND,
            Duration.ZERO,
            SECOND,
            Outcomes.reset(),
            success ? null : ProbeFailure.DENIED));
  }

  private List<Long> numbers() {
    return probes.all().stream().map(Remembered::number).toList();
  }

  @Test
  void theLastHundredAreRememberedTheNewestFirst() {
    for (int i = 0; i < 250; i++) {
      add("a:1", true);
    }

    assertThat(numbers())
        .containsExactlyElementsOf(
            LongStream.rangeClosed(151, 250).map(number -> 401 - number).boxed().toList());
    assertThat(probes.numbered(151)).isPresent();
    assertThat(probes.numbered(150)).isEmpty();
    assertThat(probes.numbered(251)).isEmpty();
  }

  @Test
  void failedOnesAreRememberedLonger() {
    for (int i = 0; i < 150; i++) {
      add("a:1", i % 10 != 0);
    }
    for (int i = 0; i < 100; i++) {
      add("b:1", true);
    }

    assertThat(probes.all()).hasSize(115);
    assertThat(probes.all().subList(100, 115))
        .allMatch(probe -> !probe.result().success())
        .extracting(Remembered::number)
        .startsWith(141L, 131L)
        .endsWith(1L);
  }

  /** A caller may give a module that needs no target one of any length. */
  @Test
  void whatTakesMuchMemoryLeavesRoomForFewer() {
    String target = "x".repeat(RecentProbes.MOST_BYTES / 16);
    for (int i = 0; i < 300; i++) {
      add(target, i % 2 == 0);
    }

    assertThat(probes.all()).hasSizeBetween(4, 16);
    assertThat(probes.all().stream().mapToLong(probe -> RecentProbes.bytes(probe.result())).sum())
        .isLessThanOrEqualTo(2L * RecentProbes.MOST_BYTES);
  }
}
