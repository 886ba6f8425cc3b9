package net.teardown.store;

import static net.teardown.experiment.outcome.Outcomes.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import net.teardown.campaign.Campaigns.RunFilter;
import net.teardown.campaign.Run;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PackedRunsTests {

  @Test
  void everyKindAndEveryNumberComesBack() {
    List<Run> runs = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      for (Delivery delivery : Delivery.values()) {
        runs.add(run(verdict, delivery, null, true, STARTED, 1L));
        runs.add(run(verdict, delivery, null, false, STARTED.plusSeconds(5), null));
      }
    }
    for (Reason reason : Reason.values()) {
      runs.add(run(Verdict.INCONCLUSIVE, Delivery.UNKNOWN, reason, null, STARTED, 0L));
    }
    for (Instant at : List.of(Instant.EPOCH, STARTED, Instant.EPOCH.minusSeconds(1), STARTED)) {
      runs.add(run(Verdict.RESET, Delivery.LOST, null, true, at, Long.MAX_VALUE - 1));
    }
    runs.add(
        new Run(
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Verdict.RESET,
            Delivery.WHOLE,
            null,
            null,
            false,
            599,
            STARTED,
            null,
            Long.MAX_VALUE,
            new UUID(-1, Long.MIN_VALUE)));
    assertThat(PackedRuns.unpack(PackedRuns.pack(runs))).isEqualTo(runs);
    assertThat(PackedRuns.unpack(PackedRuns.pack(List.of()))).isEmpty();
  }

  @Test
  void aRunTakesAboutTenBytes() {
    assertThat(PackedRuns.pack(CampaignSamples.runs(100_000, 4096)))
        .hasSizeLessThan(12 * 4096 + 300);
  }

  @Test
  void whatIsDamagedOrOfAnotherVersionIsRefused() {
    byte[] packed = PackedRuns.pack(CampaignSamples.runs(0, 100));
    byte[] later = packed.clone();
    later[0] = 3;
    byte[] unknown = packed.clone();
    unknown[5] = 'Q';
    for (byte[] bad :
        List.of(later, unknown, Arrays.copyOf(packed, packed.length - 1), new byte[0])) {
      assertThatExceptionOfType(UnreadableRuns.class).isThrownBy(() -> PackedRuns.unpack(bad));
    }
  }

  @Test
  void runsThatDoNotMatchArePassedOverAndTheOthersKeepTheirPlaces() {
    List<Run> runs = new ArrayList<>(CampaignSamples.runs(0, 100));
    runs.set(
        40,
        run(Verdict.INCONCLUSIVE, Delivery.UNKNOWN, Reason.DEADLINE_IN_SEND, null, STARTED, 9L));
    List<Integer> places = new ArrayList<>();
    PackedRuns.each(
        PackedRuns.pack(runs),
        new RunFilter(3, false),
        (place, run) -> {
          assertThat(run).isEqualTo(runs.get(place));
          places.add(place);
        });
    assertThat(places).containsExactly(3, 15, 27, 39, 40, 51, 63, 75, 87, 99);
    PackedRuns.each(
        PackedRuns.pack(runs), new RunFilter(null, true), (place, _) -> places.add(place));
    assertThat(places).hasSize(11).endsWith(40);
  }

  @Test
  void damageIsSeenInRunsThatArePassedOver() {
    byte[] packed =
        PackedRuns.pack(
            List.of(run(Verdict.RESET, Delivery.LOST, Reason.DEADLINE_IN_SEND, true, STARTED, 1L)));
    assertThatExceptionOfType(UnreadableRuns.class)
        .isThrownBy(() ->
            PackedRuns.each(
                Arrays.copyOf(packed, packed.length - 1), new RunFilter(99, false), (_, _) -> {}));
  }

  private static Run run(
      Verdict verdict,
      Delivery delivery,
      @Nullable Reason reason,
      @Nullable Boolean asPredicted,
      Instant startedAt,
      @Nullable Long connectMicros) {
    return new Run(
        3,
        4,
        verdict,
        delivery,
        reason,
        asPredicted,
        asPredicted,
        verdict.judged() ? 200 : null,
        startedAt,
        connectMicros,
        187,
        reason == null ? null : UUID.randomUUID());
  }
}
