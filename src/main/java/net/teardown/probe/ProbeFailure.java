package net.teardown.probe;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Expect;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Why a probe failed. Both components have closed sets of values, so they may label a metric.
 *
 * @param step the step that failed
 * @param reason a verdict's, a delivery's, a {@link TlsEnding}'s or a {@link Reason}'s name in
 *     lower case, {@code certificate_expires}, {@code http_status}, {@code turned_away} for a
 *     greeting that does so, or {@code flow_forgotten_silently} and {@code
 *     flow_forgotten_with_reset}
 */
public record ProbeFailure(Step step, String reason) {

  /** The steps of a probe, in the order of a run. */
  public enum Step {
    /** The policy does not allow this instance to connect to the target. */
    POLICY,
    /** The target's name has no address. */
    RESOLVE,
    /** This host lacked a resource for the run. */
    LOCAL,
    /** The other Teardown could not be armed, or sent no report. */
    CONTROL,
    /** No connection was established. */
    CONNECT,
    /**
     * The TLS handshake failed, its stream ended otherwise than expected, or the certificate isn't
     * valid for long enough.
     */
    TLS,
    /** The two ends did not complete their exchange of bytes. */
    EXCHANGE,
    /** The connection ended otherwise than expected, or its end can't be determined. */
    END,
    /** The last bytes sent did not arrive as expected. */
    DELIVERY,
    /** A complete reply arrived with another status than expected, or a greeting turns away. */
    REPLY
  }

  /** The policy denies the target, so nothing was run. */
  public static final ProbeFailure DENIED = new ProbeFailure(Step.POLICY, "denied");

  /** The address to connect from isn't one of this host's, so nothing was run. */
  public static final ProbeFailure NO_SOURCE_ADDRESS =
      new ProbeFailure(Step.LOCAL, labelValue(Reason.NO_SOURCE_ADDRESS));

  private static final String REPLY_MATCHES = "reply_matches";
  private static final String REPLY_BYTES = "reply_bytes";
  private static final String TURNS_MET = "turns_met";
  private static final String TURNED_AWAY = "turned_away";
  private static final String HTTP_STATUS = "http_status";

  /** Whether a reply didn't match the regular expression of an expectation. */
  boolean isOfRegex() {
    return reason.equals(REPLY_MATCHES);
  }

  /** For a person: {@code connect: refused}. */
  @Override
  public String toString() {
    return "%s: %s".formatted(labelValue(step), inWords());
  }

  /** Its reason for a person. */
  public String inWords() {
    return switch (reason) {
      case TURNED_AWAY -> "the server's greeting turns this host away, whatever 'expect' accepts";
      case REPLY_MATCHES -> "not what was to match";
      case REPLY_BYTES -> "another number of bytes";
      case TURNS_MET -> "not every turn as meant";
      case HTTP_STATUS -> "another status";
      default -> reason.replace('_', ' ');
    };
  }

  /** Why this outcome does not meet the module's expectation. */
  static ProbeFailure of(ProbeModule module, Outcome outcome) {
    Verdict verdict = outcome.verdict();
    Reason reason = outcome.reason();
    if (verdict == Verdict.INCONCLUSIVE && reason != null) {
      return new ProbeFailure(step(reason), labelValue(reason));
    }
    if (!outcome.judgement().connected()) {
      return new ProbeFailure(Step.CONNECT, labelValue(verdict));
    }
    if (module.isTurnedAwayBy(outcome)) {
      return new ProbeFailure(Step.REPLY, TURNED_AWAY);
    }
    Diagnosis.Kind forgotten = forgotten(outcome);
    if (forgotten != null) {
      return new ProbeFailure(Step.END, labelValue(forgotten));
    }
    Expect expect = module.expect();
    TlsEnding ending = outcome.tlsEnding();
    if (ending == TlsEnding.HANDSHAKE_FAILED) {
      return new ProbeFailure(Step.TLS, labelValue(ending));
    }
    boolean ended =
        expect == null
            ? outcome.predicted().verdicts().contains(verdict)
            : expect.verdicts().isEmpty() || expect.verdicts().contains(verdict);
    if (!ended) {
      return new ProbeFailure(Step.END, labelValue(verdict));
    }
    boolean delivered =
        expect == null
            || expect.deliveries().isEmpty()
            || expect.deliveries().contains(outcome.delivery());
    return expect != null && delivered
        ? unmet(outcome.shortfalls(expect), ending)
        : new ProbeFailure(Step.DELIVERY, labelValue(outcome.delivery()));
  }

  /** The finding that a silent flow was forgotten on the way; null if there is none. */
  private static Diagnosis.@Nullable Kind forgotten(Outcome outcome) {
    return outcome.ends().between().findings().stream()
        .map(Diagnosis.Finding::kind)
        .filter(kind ->
            switch (kind) {
              case FLOW_FORGOTTEN_SILENTLY, FLOW_FORGOTTEN_WITH_RESET -> true;
              case RESET_TRANSLATED_OR_DROPPED,
                  RESETS_BLOCKED,
                  FIN_BLOCKED,
                  RESET_INJECTED,
                  CUT_OFF,
                  TRUNCATION_HIDDEN,
                  LARGE_SEGMENTS_BLOCKED,
                  REWRITTEN,
                  ENDED_IN_BETWEEN,
                  ADDRESS_TRANSLATED,
                  LOSSY,
                  REORDERS ->
                  false;
            })
        .findFirst()
        .orElse(null);
  }

  /** What of the reply or of TLS wasn't as expected: the first part that is named. */
  private static ProbeFailure unmet(List<Expect.Shortfall> unmet, @Nullable TlsEnding ending) {
    return switch (unmet.getFirst().field().pointer()) {
      case "/expect/replyMatches" -> new ProbeFailure(Step.REPLY, REPLY_MATCHES);
      case "/expect/replyBytes" -> new ProbeFailure(Step.REPLY, REPLY_BYTES);
      case "/expect/turnsMet" -> new ProbeFailure(Step.REPLY, TURNS_MET);
      case "/expect/tlsEndings" ->
          new ProbeFailure(Step.TLS, ending == null ? "no_end" : labelValue(ending));
      case "/expect/certificateDaysLeftAtLeast" ->
          new ProbeFailure(Step.TLS, "certificate_expires");
      default -> new ProbeFailure(Step.REPLY, HTTP_STATUS);
    };
  }

  private static Step step(Reason reason) {
    return switch (reason) {
      case NAME_NOT_RESOLVED -> Step.RESOLVE;
      case NO_LOCAL_PORT, NO_ADDRESS_OF_FAMILY, NO_SOURCE_ADDRESS, NO_RESOURCES -> Step.LOCAL;
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
          BOTH_BLOCKED_WRITING,
          STILL_SENDING,
          NOT_TAKEN,
          UNANSWERED,
          CANCELLED,
          INTERRUPTED ->
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

  /** An enum constant as the value of a metric's label. */
  public static String labelValue(@Nullable Enum<?> constant) {
    return Objects.requireNonNull(constant).name().toLowerCase(Locale.ROOT);
  }
}
