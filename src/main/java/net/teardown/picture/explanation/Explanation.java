package net.teardown.picture.explanation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.TimeWait;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Quantity;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.experiment.theory.Oracle;
import net.teardown.experiment.theory.Prediction;
import org.jspecify.annotations.Nullable;

/**
 * The explanation of an outcome in sentences for a person: what happened, why, and what to change.
 * It uses the judgement and the prediction and changes neither.
 *
 * @param happened what happened
 * @param surprise what theory predicted instead, for the reason that follows; null if the run was
 *     as predicted
 * @param why the rule that explains it, or what was predicted
 * @param cure what to change so that such a connection ends cleanly, or so that the run can be
 *     judged; null if it ended cleanly
 * @param inBetween the findings about the path, and the comparison with the direct run; empty if
 *     there is neither
 * @param sources the documents that the rules come from
 */
public record Explanation(
    String happened,
    @Nullable String surprise,
    String why,
    @Nullable Cure cure,
    List<String> inBetween,
    List<String> sources) {

  public Explanation {
    inBetween = List.copyOf(inBetween);
    sources = List.copyOf(sources);
  }

  /** Explains an experiment's outcome. */
  public static Explanation of(Experiment made) {
    return switch (made.outcome().ends()) {
      case Ends.Pair _, Ends.TwoHosts _ -> bothEnds(made);
      case Ends.OneSide one -> ServerExplanation.explain(made.outcome(), one);
    };
  }

  private static Explanation bothEnds(Experiment made) {
    Outcome outcome = made.outcome();
    Prediction prediction = prediction(outcome);
    List<String> sentences = new ArrayList<>();
    sentences.add(ending(outcome));
    String detail = made.detail();
    if (detail != null) {
      sentences.add("What was said of it: \"%s\".".formatted(detail.strip().replace('"', '\'')));
    }
    delivered(outcome).ifPresent(sentences::add);
    TlsWords.ofOwn(outcome).ifPresent(sentences::add);
    unacknowledged(outcome, sentences);
    if (outcome.reason() == Reason.HIDDEN_RESET_NOT_VISIBLE) {
      sentences.add(
          "Without kernel evidence a clean end and a hidden reset look the same, so they count as"
              + " one here.");
    }
    // The rule of the theory doesn't explain a run that couldn't be judged.
    boolean judged = outcome.verdict().judged();
    return new Explanation(
        String.join(" ", sentences),
        surprise(outcome),
        judged ? prediction.why() : "",
        judged ? cure(outcome) : Cure.inWords(Remedy.of(outcome)),
        PathExplanation.sentences(made),
        Stream.concat(
                judged ? prediction.sources().stream() : Stream.of(),
                PathExplanation.sources(outcome).stream())
            .distinct()
            .toList());
  }

  /** The prediction that was made, for the hosts' settings of that time. */
  private static Prediction prediction(Outcome outcome) {
    Prediction known = Oracle.predict(outcome.spec(), outcome.environments());
    if (known.deliveries().equals(outcome.predicted().deliveries())) {
      return known;
    }
    // A listener that was opened under other settings, or an outcome from before they were kept.
    Prediction other = Oracle.predictWithLeastRoom(outcome.spec());
    return other.deliveries().equals(outcome.predicted().deliveries()) ? other : known;
  }

  /**
   * All sentences in one paragraph: what happened, whether it was predicted, why, and what lies
   * between.
   */
  public String text() {
    List<String> all = new ArrayList<>();
    all.add(happened);
    if (surprise != null) {
      all.add(surprise);
    }
    if (!why.isEmpty()) {
      all.add(why);
    }
    all.addAll(inBetween);
    return String.join(" ", all);
  }

  /** What to change, in words with the fields behind them; null if it ended cleanly. */
  public @Nullable String advice() {
    return cure == null ? null : cure.text();
  }

  /**
   * What to change as fields that go over the spec, by their names; null takes one away. Null where
   * no change of the spec does it.
   */
  public @Nullable Map<String, @Nullable Object> change() {
    return cure == null || cure.fields().isEmpty() ? null : cure.fields();
  }

  private static @Nullable String surprise(Outcome outcome) {
    return Boolean.FALSE.equals(outcome.asPredicted())
        ? "That is not what theory allows: %s with delivery %s was expected, for this reason:"
            .formatted(
                either(outcome.predicted().verdicts()), either(outcome.predicted().deliveries()))
        : null;
  }

  private static String ending(Outcome outcome) {
    Spec spec = outcome.spec();
    Long left = outcome.closer().map(EndRecord::unreadAtClose).orElse(null);
    String who = spec.closer() == Closer.RESPONDER ? "The responder" : "The initiator";
    String whom = spec.closer() == Closer.RESPONDER ? "the initiator" : "the responder";
    String unread =
        switch (left) {
          case null -> "";
          case Long count when count == 0 -> " with nothing unread";
          case Long count ->
              " with %s unread%s"
                  .formatted(Quantity.bytes(count), notArrived(outcome, count, whom));
        };
    return switch (outcome.verdict()) {
      case CLEAN_EOF ->
          "%s closed%s and %s saw a clean end: a FIN, and no reset%s."
              .formatted(who, unread, whom, within(outcome));
      case RESET ->
          "%s closed%s and %s was reset: an RST, and no FIN.".formatted(who, unread, whom);
      case EOF_THEN_RESET ->
          "%s closed%s: a FIN, then an RST behind it. A reader at %s sees end of stream and never learns of the reset."
              .formatted(who, unread.replaceFirst(",$", ""), whom);
      case TIMED_OUT ->
          "%s closed%s, but no end reached %s by the deadline.".formatted(who, unread, whom);
      case REFUSED -> "Nobody listens there: the connection was refused.";
      case UNREACHABLE ->
          outcome.reason() == null
              ? "The network said that the other end can't be reached."
              : inconclusive(outcome.reason());
      case CONNECT_TIMED_OUT -> "Nothing answered the connection attempt by the deadline.";
      case KEPT_OPEN -> "The reply is complete and the connection stays open.";
      case NOT_OBSERVED -> "The initiator closed, and nobody at the other end is ours to ask.";
      case INCONCLUSIVE -> inconclusive(outcome);
    };
  }

  /**
   * Bytes that the observer's kernel had accepted and not delivered, because the closer's receive
   * buffer was full.
   */
  private static String notArrived(Outcome outcome, long unread, String whom) {
    long rest =
        accepted(outcome.observer())
            - outcome.spec().exchange().bytesSentAfterClose()
            - read(outcome.closer())
            - unread;
    // In TLS what is unread is counted in records.
    return rest <= 0 || outcome.spec().exchange().tls() != null
        ? ""
        : ", and %s more that %s's kernel had accepted and found no room for,"
            .formatted(Quantity.bytes(rest), whom);
  }

  /** How long a hidden reset was waited for; across a network it could still come later. */
  static String within(Outcome outcome) {
    return outcome.spec().peer().isElsewhere() && outcome.run().settledMicros() >= 50
        ? String.format(Locale.ROOT, " within %.1f ms", outcome.run().settledMicros() / 1000.0)
        : "";
  }

  /** Says why a run can't be judged, and which setting of which host is to blame if one is. */
  static String inconclusive(Outcome outcome) {
    TimeWait found =
        outcome.observer().map(EndRecord::evidence).map(Evidence::timeWait).orElse(null);
    if (outcome.reason() != Reason.TIME_WAIT_UNDECIDABLE || found == null) {
      return inconclusive(outcome.reason());
    }
    boolean here = outcome.observer().filter(outcome.initiator()::equals).isPresent();
    String whose = here ? "initiator" : "responder";
    return switch (found) {
      case SURVIVES_RESETS ->
          "The observer had half-closed, and net.ipv4.tcp_rfc1337 is set on the %s's host: a TIME-WAIT survives resets there, so it can't tell a clean end from a hidden reset. Set it to 0 there, or leave the half-close out."
              .formatted(whose);
      case OVERFLOWED ->
          "The observer had half-closed, and the kernel of the %s's host had no room for TIME-WAITs, so that there is none says nothing. Raise net.ipv4.tcp_max_tw_buckets there, or leave the half-close out."
              .formatted(whose);
      case PRESENT, ABSENT, UNDECIDABLE -> inconclusive(outcome.reason());
    };
  }

  static String inconclusive(@Nullable Reason reason) {
    return switch (reason) {
      case DEADLINE_IN_ACCEPT ->
          "The deadline passed before the responder had accepted the connection.";
      case DEADLINE_IN_SEND -> "The deadline passed while the closer was sending.";
      case DEADLINE_IN_RECEIVE -> "The deadline passed while the closer was receiving.";
      case DEADLINE_IN_ARRIVAL ->
          "The deadline passed while the closer waited for what it was to leave unread.";
      case DEADLINE_IN_ACKNOWLEDGEMENT ->
          "The deadline passed while the closer waited for its bytes to be acknowledged.";
      case DEADLINE_IN_DRAIN -> "The deadline passed in the closer's drain.";
      case DEADLINE_IN_CLOSE -> "The deadline passed before the closer had closed.";
      case DEADLINE_IN_SETTLING ->
          "The deadline passed before a hidden reset had the time to arrive.";
      case NO_LOCAL_PORT -> "No local port was free: too many connections rest in TIME-WAIT.";
      case NO_ADDRESS_OF_FAMILY ->
          "The other end can't be reached: this host has no address of that family.";
      case NO_SOURCE_ADDRESS -> "The address to connect from is no longer one of this host's.";
      case NO_RESOURCES -> "This host ran out of descriptors or memory for sockets.";
      case CONTRADICTORY_EVIDENCE -> "The kernel's figures contradict each other.";
      case TIME_WAIT_UNDECIDABLE ->
          "The observer had half-closed, and the kernel's TIME-WAIT table could not tell a clean"
              + " end from a hidden reset.";
      case HIDDEN_RESET_NOT_VISIBLE ->
          "Without kernel evidence a clean end and a hidden reset look the same.";
      case NAME_NOT_RESOLVED -> "The name of the other host stands for no address to connect to.";
      case CONTROL_UNREACHABLE -> "The responder's control address did not answer.";
      case CONTROL_REFUSED -> "The responder refused to take part.";
      case NOT_A_RESPONDER -> "What answers at the control address is no responder.";
      case OTHER_PROTOCOL -> "The responder speaks a later version of the control protocol.";
      case RESPONDER_TOO_OLD ->
          "The responder is of another version, which refuses something that this run needs.";
      case TICKET_NOT_CLAIMED ->
          "The test connection never reached the responder with its ticket in front; a proxy"
              + " whose backend is down looks like this too.";
      case REACHED_ANOTHER_INSTANCE ->
          "The test connection reached another Teardown than the one that was armed.";
      case BYTES_NEVER_ARRIVED ->
          "The test connection stood, but what the closer was to receive never came.";
      case RESPONDER_LOST -> "The responder went away, or was restarted, during the run.";
      case REPORT_UNAVAILABLE -> "The responder's report could not be had by the deadline.";
      case BOTH_BLOCKED_WRITING ->
          "This end writes all before it reads, and the server took no more while what it had sent"
              + " lay unread here: each may wait for the other.";
      case STILL_SENDING -> "The server was still sending when the drain was over.";
      case NOT_TAKEN -> "The server takes nothing more of what is sent to it.";
      case UNANSWERED -> "The server ended without a byte of a reply.";
      case CANCELLED -> "The run was cancelled before its end.";
      case INTERRUPTED ->
          "The instance that made the run stopped, or went away, before the run's end.";
      case null -> "The run can't be judged.";
    };
  }

  private static Optional<String> delivered(Outcome outcome) {
    long accepted = accepted(outcome.closer());
    String what = outcome.spec().closer() == Closer.RESPONDER ? "reply" : "message";
    return switch (outcome.delivery()) {
      case NONE_SENT, UNKNOWN -> Optional.empty();
      case WHOLE ->
          Optional.of("The %s arrived whole, %s.".formatted(what, Quantity.bytes(accepted)));
      case TRUNCATED ->
          Optional.of(
              "The %s was cut short: %s of %s arrived."
                  .formatted(
                      what, Quantity.number(read(outcome.observer())), Quantity.bytes(accepted)));
      case LOST -> Optional.of("The %s, %s, was lost.".formatted(what, Quantity.bytes(accepted)));
    };
  }

  /** For each end that waited until time was up: was what it sent acknowledged? */
  private static void unacknowledged(Outcome outcome, List<String> sentences) {
    boolean initiatorObserves = outcome.spec().closer() == Closer.RESPONDER;
    boolean ranOut =
        outcome.verdict() == Verdict.TIMED_OUT
            || (outcome.reason() != null && outcome.reason().timeRanOut());
    if (!ranOut) {
      return;
    }
    boolean inTls = outcome.spec().exchange().tls() != null;
    if (initiatorObserves || !outcome.initiator().closed()) {
      Acknowledgement.sentence(outcome.initiator(), "the initiator", "the responder", inTls)
          .ifPresent(sentences::add);
    }
    outcome
        .ends()
        .other()
        .filter(responder -> !initiatorObserves || !responder.closed())
        .flatMap(end -> Acknowledgement.sentence(end, "the responder", "the initiator", inTls))
        .ifPresent(sentences::add);
  }

  private static @Nullable Cure cure(Outcome outcome) {
    Spec spec = outcome.spec();
    boolean reset =
        outcome.verdict() == Verdict.RESET || outcome.verdict() == Verdict.EOF_THEN_RESET;
    if (!reset) {
      return null;
    }
    if (spec.leavesSomething() && !spec.close().drainBeforeClose()) {
      return Cure.lingeringClose(spec);
    }
    if (spec.close().aborts()) {
      return Cure.change("leave SO_LINGER alone", Map.of(), spec);
    }
    if (spec.exchange().bytesSentAfterClose() > 0) {
      return Cure.change(
          "treat end of stream as the end and send nothing after it", Map.of(), spec);
    }
    if (spec.notifiesTooLate()) {
      return Cure.lingeringClose(spec);
    }
    boolean cutShort =
        spec.close().drainBeforeClose()
            && spec.close().drainMillis() < SpecFields.MAX_AWAITED_MILLIS
            && outcome.closer().map(closer -> closer.firstErrorOf(Call.RECV)).isEmpty();
    return cutShort
        ? Cure.change(
            "give the drain more time",
            Map.of(
                "drainMillis",
                Math.clamp(spec.close().drainMillis() * 2L, 1000, SpecFields.MAX_AWAITED_MILLIS)),
            spec)
        : null;
  }

  private static long accepted(Optional<EndRecord> end) {
    return end.map(EndRecord::bytesAccepted).orElse(0L);
  }

  private static long read(Optional<EndRecord> end) {
    return end.map(EndRecord::bytesRead).orElse(0L);
  }

  private static String either(Collection<? extends Enum<?>> values) {
    return values.stream().map(Enum::name).collect(Collectors.joining(" or "));
  }
}
