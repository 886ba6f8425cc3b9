package net.teardown.diagnosis;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.outcome.Diagnosis.Finding;
import net.teardown.experiment.outcome.Diagnosis.Kind;
import net.teardown.experiment.terms.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * Finds a flow that something in between forgot while both ends were silent, by what became of the
 * byte that the observer sends then. A byte that reached the closer proves that the flow is known.
 */
final class FlowFindings {

  /**
   * How long before the closer went on an RST must have come, so that its FIN or its close can't
   * have caused it: far longer than two clocks are apart on one time line.
   */
  private static final long CLEARLY_BEFORE_MICROS = 100_000;

  private final TwoEndedRun run;
  private final CloserRecord closer;
  private final @Nullable Step byteAfterIdle;

  FlowFindings(TwoEndedRun run, CloserRecord closer) {
    this.run = run;
    this.closer = closer;
    this.byteAfterIdle =
        run.observer().steps().stream()
            .filter(step -> step.call() == Call.SEND_AFTER_IDLE && step.errno() == null)
            .findFirst()
            .orElse(null);
  }

  /** Whether the byte was sent, and a closer whose socket stood had everything but that byte. */
  boolean byteIsMissing() {
    EndRecord record = closer.record();
    return byteAfterIdle != null
        && record.unreadAtClose() != null
        && record.bytesArrived() == run.spec().observerSends()
        && stoodUntilItWentOn();
  }

  /**
   * Whether the closer's socket stood without an error until it ended the connection itself. What
   * it was told afterwards answers its own FIN.
   */
  private boolean stoodUntilItWentOn() {
    Step halfClose = halfClose();
    return halfClose == null
        ? closer.stoodAtClose() && !closer.failedBeforeClose()
        : closer.record().steps().stream()
            .takeWhile(step -> !step.equals(halfClose))
            .allMatch(step -> step.errno() == null);
  }

  /** The closer's half-close behind the silence; null if there was none. */
  private @Nullable Step halfClose() {
    Step sent = Objects.requireNonNull(byteAfterIdle);
    Step halfClose = first(closer.record(), Call.SHUTDOWN_WRITE);
    return halfClose == null || halfClose.atMicros() < sent.atMicros() ? null : halfClose;
  }

  /** The finding; empty if the flow wasn't forgotten, or the transcripts don't prove it. */
  Optional<Finding> find() {
    if (!byteIsMissing()) {
      return Optional.empty();
    }
    if (stayedUnanswered()) {
      long again =
          Objects.requireNonNullElse(Objects.requireNonNull(tcp()).retransmitsInARow(), 0L);
      return Optional.of(
          finding(
              Kind.FLOW_FORGOTTEN_SILENTLY,
              "was sent again %s times and never answered".formatted(Quantity.number(again))));
    }
    return resetBeforeClose()
        ? Optional.of(finding(Kind.FLOW_FORGOTTEN_WITH_RESET, "was answered by an RST"))
        : Optional.empty();
  }

  /**
   * Whether the byte is what stayed unacknowledged however often it was sent again. Bytes sent
   * before it would mean that the path was closed before the silence began.
   */
  private boolean stayedUnanswered() {
    TcpCounts tcp = tcp();
    Evidence seen = run.observer().evidence();
    if (tcp == null
        || !tcp.unanswered()
        || tcp.unacknowledgedBytes() == null
        || (seen != null && Boolean.TRUE.equals(seen.resetReceived()))) {
      return false;
    }
    ProbeAnswer probe = run.observer().probe();
    boolean probed = probe != null && probe != ProbeAnswer.NOT_SENT;
    long after =
        Math.max(0, run.observer().bytesAccepted() - run.spec().observerSends()) + (probed ? 1 : 0);
    long left = tcp.unacknowledgedBytes();
    return left >= 1 && left <= 1 + after;
  }

  private @Nullable TcpCounts tcp() {
    return run.observer().tcp();
  }

  /** Whether a call of the observer returned a reset clearly before the closer went on. */
  private boolean resetBeforeClose() {
    Step sent = Objects.requireNonNull(byteAfterIdle);
    Step halfClose = halfClose();
    Step goesOn = halfClose == null ? first(run.closer(), Call.CLOSE) : halfClose;
    return goesOn != null
        && run.observer().steps().stream()
            .anyMatch(step ->
                step.errno() != null
                    && Evidence.RESET_ERRORS.contains(step.errno())
                    && step.untilMicros() >= sent.untilMicros()
                    && step.untilMicros() + CLEARLY_BEFORE_MICROS < goesOn.atMicros());
  }

  private static @Nullable Step first(EndRecord end, Call call) {
    return end.steps().stream()
        .filter(step -> step.call() == call && step.errno() == null)
        .findFirst()
        .orElse(null);
  }

  private Finding finding(Kind kind, String what) {
    return FindingText.finding(
        kind,
        false,
        List.of(
            "the byte that the %s sent after %s of silence %s"
                .formatted(run.observersName(), Quantity.time(run.spec().exchange().idle()), what),
            "the %s's socket still stood without an error, and all before that byte had reached it: %s"
                .formatted(run.closersName(), Quantity.bytes(run.spec().observerSends()))));
  }
}
