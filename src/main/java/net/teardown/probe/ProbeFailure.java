package net.teardown.probe;

import java.util.Locale;
import java.util.Objects;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Expect;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Why a probe failed. Both are closed sets, so they may label a metric.
 *
 * @param step how far it came
 * @param reason a verdict's, a delivery's or a {@link Reason}'s name in lower case, or {@code
 *     http_status}
 */
public record ProbeFailure(Step step, String reason) {

  /** How far a probe came, in the order in which a run gets there. */
  public enum Step {
    /** The target is none that this instance may connect to. */
    POLICY,
    /** The target's name stands for no address. */
    RESOLVE,
    /** This host could not do its part. */
    LOCAL,
    /** The other Teardown could not be armed, or gave no word. */
    CONTROL,
    /** There never was a connection. */
    CONNECT,
    /** The two ends didn't get through what they had to say. */
    EXCHANGE,
    /** The connection ended otherwise than it should, or nobody can tell how. */
    END,
    /** What was sent last did not arrive as it should. */
    DELIVERY,
    /** The reply is there, and says something else. */
    REPLY
  }

  /** Nothing was tried: the policy denies the target. */
  public static final ProbeFailure DENIED = new ProbeFailure(Step.POLICY, "denied");

  /** Why this outcome is no success of this module. */
  static ProbeFailure of(ProbeModule module, Outcome outcome) {
    Verdict verdict = outcome.verdict();
    Reason reason = outcome.reason();
    if (verdict == Verdict.INCONCLUSIVE && reason != null) {
      return new ProbeFailure(step(reason), word(reason));
    }
    if (!outcome.judgement().connected()) {
      return new ProbeFailure(Step.CONNECT, word(verdict));
    }
    Expect expect = module.expect();
    boolean ended =
        expect == null
            ? outcome.predicted().verdicts().contains(verdict)
            : expect.verdicts().isEmpty() || expect.verdicts().contains(verdict);
    if (!ended) {
      return new ProbeFailure(Step.END, word(verdict));
    }
    boolean delivered =
        expect == null
            || expect.deliveries().isEmpty()
            || expect.deliveries().contains(outcome.delivery());
    return expect != null && delivered
        ? new ProbeFailure(Step.REPLY, "http_status")
        : new ProbeFailure(Step.DELIVERY, word(outcome.delivery()));
  }

  private static Step step(Reason reason) {
    return switch (reason) {
      case NAME_NOT_RESOLVED -> Step.RESOLVE;
      case NO_LOCAL_PORT, NO_ADDRESS_OF_FAMILY, NO_RESOURCES -> Step.LOCAL;
      case CONTROL_UNREACHABLE,
          CONTROL_REFUSED,
          NOT_A_RESPONDER,
          OTHER_PROTOCOL,
          RESPONDER_TOO_OLD,
          RESPONDER_LOST,
          REPORT_UNAVAILABLE ->
          Step.CONTROL;
      case DEADLINE_IN_ACCEPT, TICKET_NOT_CLAIMED, REACHED_ANOTHER_INSTANCE -> Step.CONNECT;
      case DEADLINE_IN_SEND,
          DEADLINE_IN_RECEIVE,
          DEADLINE_IN_ARRIVAL,
          DEADLINE_IN_ACKNOWLEDGEMENT,
          BYTES_NEVER_ARRIVED,
          BOTH_BLOCKED_WRITING ->
          Step.EXCHANGE;
      case DEADLINE_IN_DRAIN,
          DEADLINE_IN_CLOSE,
          DEADLINE_IN_SETTLING,
          CONTRADICTORY_EVIDENCE,
          TIME_WAIT_UNDECIDABLE,
          HIDDEN_RESET_NOT_VISIBLE ->
          Step.END;
    };
  }

  /** A constant as a label's value. */
  public static String word(@Nullable Enum<?> constant) {
    return Objects.requireNonNull(constant).name().toLowerCase(Locale.ROOT);
  }
}
