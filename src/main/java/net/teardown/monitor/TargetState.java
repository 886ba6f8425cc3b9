package net.teardown.monitor;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.probe.ProbeFailure;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one target of a monitor.
 *
 * @param target its name: the responder's own vantage once that is known, else the address
 * @param address as it is connected to, with the port
 * @param foundBy the name that was looked up for it; null if it was given
 * @param last how its last run ended; null before the first
 * @param lastSuccessAt null if it never succeeded
 * @param runs how many there were, by how they ended
 * @param deliveries how many there were, by what became of the closer's bytes
 * @param failures how many were no success, by why
 * @param skipped runs that were due and found one under way, or no permit
 */
public record TargetState(
    String target,
    String address,
    @Nullable String foundBy,
    @Nullable Last last,
    @Nullable Instant lastSuccessAt,
    Map<Ended, Long> runs,
    Map<Delivery, Long> deliveries,
    Map<ProbeFailure, Long> failures,
    long skipped) {

  public TargetState {
    runs = Map.copyOf(runs);
    deliveries = Map.copyOf(deliveries);
    failures = Map.copyOf(failures);
  }

  /** How a run ended, as it is counted; {@code asPredicted} is null where nothing is. */
  public record Ended(Verdict verdict, @Nullable Boolean asPredicted) {}

  /**
   * The last run.
   *
   * @param verdict null if the policy denied the target
   * @param delivery null if the policy denied the target
   * @param reason why it is inconclusive, or what the verdict leaves open
   * @param detail in words, where there are any
   * @param failure null if it succeeded
   * @param since when the answer began to be what it is
   * @param experiment where it is kept; null if it isn't
   */
  public record Last(
      Instant at,
      long durationMicros,
      @Nullable Verdict verdict,
      @Nullable Delivery delivery,
      @Nullable Reason reason,
      @Nullable String detail,
      @Nullable Boolean asPredicted,
      @Nullable ProbeFailure failure,
      Instant since,
      @Nullable UUID experiment) {

    /** Whether the module's expectation was met, or theory's where it has none. */
    public boolean success() {
      return failure == null;
    }

    /** Whether another run had the same answer. */
    boolean sameAs(Last other) {
      return verdict == other.verdict
          && delivery == other.delivery
          && Objects.equals(failure, other.failure);
    }
  }
}
