package net.teardown.store;

import static net.teardown.experiment.outcome.Outcomes.STARTED;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.InvalidCells;
import net.teardown.campaign.Run;
import net.teardown.campaign.Status;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/** Campaigns and runs like real ones. */
final class CampaignSamples {

  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  private CampaignSamples() {}

  static UUID id() {
    return IDS.generate();
  }

  /** A queued campaign of this instance. */
  @SuppressWarnings("NullAway") // it does not read what a class file says of type arguments
  static Campaign campaign(UUID instance, Instant createdAt) {
    Map<String, List<@Nullable Object>> axes = new LinkedHashMap<>();
    axes.put("shutdownBeforeClose", List.of(false, true));
    axes.put("bytesRead", Arrays.asList(0, null, 3));
    axes.put("observerReads", List.of("LATE", "PROMPT"));
    return new Campaign(
        id(),
        "größer \"als\" 𝄞",
        SpecDraft.of(Outcomes.reset().outcome().spec()),
        axes,
        null,
        50_000,
        12.5,
        InvalidCells.SKIP,
        4711,
        createdAt,
        "probe-a",
        instance,
        Status.QUEUED,
        600_000,
        0,
        null,
        null,
        null);
  }

  static Campaign campaign(UUID instance) {
    return campaign(instance, STARTED);
  }

  /**
   * The runs {@code from} to {@code from + count} of a campaign with 12 cells; every kind of run
   * occurs.
   */
  static List<Run> runs(long from, int count) {
    List<Run> runs = new ArrayList<>(count);
    for (long number = from; number < from + count; number++) {
      Verdict verdict = number % 97 == 0 ? Verdict.INCONCLUSIVE : VERDICTS[(int) (number % 3)];
      boolean judged = verdict.judged();
      runs.add(
          new Run(
              (int) (number % 12),
              (int) (number / 12),
              verdict,
              DELIVERIES.get((int) (number % DELIVERIES.size())),
              judged ? null : Reason.DEADLINE_IN_SEND,
              judged ? number % 1000 != 7 : null,
              number % 3 == 0 ? null : number % 3 == 1,
              number % 5 == 0 ? 413 : null,
              STARTED.plusNanos(number * 31_000 - number % 5 * 200_000),
              judged ? 10 + number % 7 : null,
              50 + number * 31 % 4000,
              null));
    }
    return runs;
  }

  private static final List<Delivery> DELIVERIES =
      List.of(Delivery.NONE_SENT, Delivery.WHOLE, Delivery.TRUNCATED, Delivery.LOST);

  private static final Verdict[] VERDICTS = {
    Verdict.RESET, Verdict.CLEAN_EOF, Verdict.EOF_THEN_RESET
  };
}
