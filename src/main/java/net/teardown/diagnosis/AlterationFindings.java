package net.teardown.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.EndTls;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.outcome.Diagnosis.Finding;
import net.teardown.experiment.outcome.Diagnosis.Kind;
import net.teardown.experiment.spec.HostAndPort;
import net.teardown.experiment.terms.Quantity;

/**
 * Finds what the path changed in the bytes and the address. Loss changes neither, however the
 * connection ended. Byte counts are compared only if both ends finished.
 */
final class AlterationFindings {

  private final TwoEndedRun run;
  private final List<Finding> findings = new ArrayList<>();

  private AlterationFindings(TwoEndedRun run) {
    this.run = run;
  }

  static List<Finding> of(TwoEndedRun run) {
    AlterationFindings facts = new AlterationFindings(run);
    facts.bytes();
    facts.largeSegments();
    facts.finOfTheObserver();
    facts.address();
    return facts.findings;
  }

  private void bytes() {
    List<String> evidence = new ArrayList<>();
    if (run.precededBy() != null) {
      evidence.add("in front of the ticket came \"%s\"".formatted(run.precededBy()));
    }
    if (!run.responder().isIdle()) {
      direction(evidence, "initiator", run.initiator(), "responder", run.responder());
      direction(evidence, "responder", run.responder(), "initiator", run.initiator());
    }
    if (!evidence.isEmpty()) {
      findings.add(FindingText.finding(Kind.REWRITTEN, true, evidence));
    }
  }

  private void direction(
      List<String> evidence, String from, EndRecord sender, String to, EndRecord receiver) {
    if (receiver.alteredAt() != null) {
      evidence.add(
          "byte %,d that reached the %s is not the one that was sent"
              .formatted(receiver.alteredAt() + 1, to));
    }
    EndTls tls = receiver.tls();
    if (tls != null && tls.failure() != null && alters(tls, tls.failure())) {
      evidence.add(
          "what reached the %s isn't what was sent, as TLS found: %s".formatted(to, tls.failure()));
    }
    if (!run.complete()) {
      return;
    }
    long arrived = receiver.bytesArrived();
    boolean more = arrived > sender.kernelAccepted();
    boolean fewer =
        to.equals(run.closersName()) && endedFor(receiver) && arrived < sender.kernelAccepted();
    if (more || fewer) {
      evidence.add(
          "the %s sent %s, the %s got %s"
              .formatted(
                  from, Quantity.bytes(sender.kernelAccepted()), to, Quantity.bytes(arrived)));
    }
  }

  /**
   * Whether TLS failed because of altered bytes, and not because the ends couldn't agree: the
   * handshake was done, or a record failed its integrity check (RFC 8446 5.2).
   */
  private static boolean alters(EndTls tls, String failure) {
    return tls.alert() == null
        && (tls.version() != null
            || failure.contains("bad_record_mac")
            || failure.contains("Tag mismatch"));
  }

  /**
   * Whether this end read end of stream, which comes behind everything that was sent. Once a call
   * has told of a reset, recv returns 0 too.
   */
  private static boolean endedFor(EndRecord end) {
    return end.steps().stream()
        .filter(
            step -> step.endOfStream() || step.failedWith("ECONNRESET") || step.failedWith("EPIPE"))
        .findFirst()
        .filter(Step::endOfStream)
        .isPresent();
  }

  /**
   * Finds an observer's FIN that never arrived: the closer waited for it until the deadline, though
   * all bytes before it had arrived.
   */
  private void finOfTheObserver() {
    EndRecord closer = run.closer();
    EndRecord observer = run.observer();
    boolean missing =
        run.spec().observerHalfCloses()
            && closer.stoppedIn() == Phase.ARRIVAL
            && observer.succeededIn(Call.SHUTDOWN_WRITE)
            && closer.kernelRead() + lastUnread(closer) == observer.kernelAccepted();
    if (missing) {
      findings.add(
          FindingText.finding(
              Kind.FIN_BLOCKED,
              false,
              List.of(
                  "the %s half-closed".formatted(run.observersName()),
                  "the %s got all of %s and waited for the FIN behind them until the deadline"
                      .formatted(run.closersName(), Quantity.bytes(observer.bytesAccepted())))));
    }
  }

  private static long lastUnread(EndRecord end) {
    return end.steps().reversed().stream()
        .filter(step -> step.call() == Call.UNREAD && step.result() != null)
        .map(step -> Objects.requireNonNull(step.result()))
        .findFirst()
        .orElse(0L);
  }

  /**
   * Finds full segments that stayed unanswered. Only those sent to an end that still holds its
   * socket count: once it has closed, the missing answer may be its reset.
   */
  private void largeSegments() {
    if (run.responder().isIdle()) {
      return;
    }
    List<String> evidence = new ArrayList<>();
    if (CountFindings.fullSegmentsUnanswered(run.closer())) {
      evidence.add(CountFindings.unanswered(run.closersName(), run.closer()));
    }
    if (!run.closer().closed() && CountFindings.fullSegmentsUnanswered(run.observer())) {
      evidence.add(CountFindings.unanswered(run.observersName(), run.observer()));
    }
    if (!evidence.isEmpty()) {
      findings.add(FindingText.finding(Kind.LARGE_SEGMENTS_BLOCKED, false, evidence));
    }
  }

  private void address() {
    String own = run.initiator().address();
    String seen = run.initiatorSeenAs();
    if (own != null && seen != null && !comparable(own).equals(comparable(seen))) {
      findings.add(
          FindingText.finding(
              Kind.ADDRESS_TRANSLATED,
              true,
              List.of(
                  "the initiator is %s to itself and %s to the responder".formatted(own, seen))));
    }
  }

  /**
   * Returns the address in one form, and without the zone of a link-local one, which names an
   * interface of one host only (RFC 4007).
   */
  private static String comparable(String address) {
    String plain = address.replaceFirst("%[^\\]]*", "");
    int end = plain.lastIndexOf("]:");
    // An earlier version writes an IPv6 address out.
    return end < 1 ? plain : HostAndPort.shortest(plain.substring(1, end)) + plain.substring(end);
  }
}
