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
 * The state of one target of a monitor.
 *
 * @param target its name: the responder's own vantage once it is known, else the address
 * @param address the address that is connected to, with the port
 * @param foundBy the name whose lookup gave the address; null if the address was configured
 * @param last the result of its last run; null before the first
 * @param lastSuccessAt null if it never succeeded
 * @param runs the number of runs by ending
 * @param deliveries the number of runs by delivery
 * @param failures the number of failed runs by reason
 * @param skipped the number of skipped runs: one was still in progress, or there was no permit
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

  /**
   * The ending of a run as it is counted; {@code asPredicted} is null if there is no prediction.
   */
  public record Ended(Verdict verdict, @Nullable Boolean asPredicted) {}

  /**
   * The last run.
   *
   * @param verdict null if the policy denied the target
   * @param delivery null if the policy denied the target
   * @param reason why the run is inconclusive, or what the verdict leaves open
   * @param detail an explanation in words, if there is one
   * @param failure null if it succeeded
   * @param since when the answer last changed
   * @param experiment the id under which it is kept; null if it isn't
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

    /** Whether the module's expectation was met; without one, whether the prediction was. */
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
