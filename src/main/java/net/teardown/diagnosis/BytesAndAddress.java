package net.teardown.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.outcome.Diagnosis.Finding;
import net.teardown.experiment.outcome.Diagnosis.Kind;
import net.teardown.experiment.terms.Quantity;

/**
 * What became of the bytes and of the address on their way. Neither changes by loss, however the
 * connection ended; but bytes are only counted where both ends are through.
 */
final class BytesAndAddress {

  private final TwoEndedRun said;
  private final List<Finding> findings = new ArrayList<>();

  private BytesAndAddress(TwoEndedRun said) {
    this.said = said;
  }

  static List<Finding> of(TwoEndedRun said) {
    BytesAndAddress passage = new BytesAndAddress(said);
    passage.bytes();
    passage.largeSegments();
    passage.finOfTheObserver();
    passage.address();
    return passage.findings;
  }

  private void bytes() {
    List<String> evidence = new ArrayList<>();
    if (said.precededBy() != null) {
      evidence.add("in front of the ticket came \"%s\"".formatted(said.precededBy()));
    }
    if (!said.responder().isIdle()) {
      direction(evidence, "initiator", said.initiator(), "responder", said.responder());
      direction(evidence, "responder", said.responder(), "initiator", said.initiator());
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
    if (!said.complete()) {
      return;
    }
    long arrived = receiver.bytesArrived();
    boolean more = arrived > sender.bytesAccepted();
    boolean fewer =
        to.equals(said.closersName()) && endedFor(receiver) && arrived < sender.bytesAccepted();
    if (more || fewer) {
      evidence.add(
          "the %s sent %s, the %s got %s"
              .formatted(
                  from, Quantity.bytes(sender.bytesAccepted()), to, Quantity.bytes(arrived)));
    }
  }

  /** End of stream comes behind everything that was sent. */
  private static boolean endedFor(EndRecord end) {
    return end.steps().stream().anyMatch(Step::endOfStream);
  }

  /** The closer waited for it in vain, though all that was sent before it had come. */
  private void finOfTheObserver() {
    EndRecord closer = said.closer();
    EndRecord observer = said.observer();
    boolean missing =
        said.spec().observerHalfCloses()
            && closer.stoppedIn() == Phase.ARRIVAL
            && observer.succeededIn(Call.SHUTDOWN_WRITE)
            && closer.bytesRead() + lastUnread(closer) == observer.bytesAccepted();
    if (missing) {
      findings.add(
          FindingText.finding(
              Kind.FIN_BLOCKED,
              false,
              List.of(
                  "the %s half-closed".formatted(said.observersName()),
                  "the %s got all of %s and waited for the FIN behind them until the deadline"
                      .formatted(said.closersName(), Quantity.bytes(observer.bytesAccepted())))));
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
   * Once the other end has closed, its resets may be what doesn't get through: only what is sent to
   * one that still holds its socket counts.
   */
  private void largeSegments() {
    if (said.responder().isIdle()) {
      return;
    }
    List<String> evidence = new ArrayList<>();
    if (PathCounts.fullSegmentsUnanswered(said.closer())) {
      evidence.add(PathCounts.unanswered(said.closersName(), said.closer()));
    }
    if (!said.closer().closed() && PathCounts.fullSegmentsUnanswered(said.observer())) {
      evidence.add(PathCounts.unanswered(said.observersName(), said.observer()));
    }
    if (!evidence.isEmpty()) {
      findings.add(FindingText.finding(Kind.LARGE_SEGMENTS_BLOCKED, false, evidence));
    }
  }

  private void address() {
    String own = said.initiator().address();
    String seen = said.initiatorSeenAs();
    if (own != null && seen != null && !withoutZone(own).equals(withoutZone(seen))) {
      findings.add(
          FindingText.finding(
              Kind.ADDRESS_TRANSLATED,
              true,
              List.of(
                  "the initiator is %s to itself and %s to the responder".formatted(own, seen))));
    }
  }

  /**
   * Which of its interfaces a link-local address belongs to is each host's own affair (RFC 4007).
   */
  private static String withoutZone(String address) {
    return address.replaceFirst("%[^\\]]*", "");
  }
}
