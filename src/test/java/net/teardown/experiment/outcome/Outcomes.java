package net.teardown.experiment.outcome;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/** Outcomes as real runs leave them. */
public final class Outcomes {

  /** When the samples started. */
  public static final Instant STARTED = Instant.parse("2026-11-22T10:00:00.123456Z");

  /** As it is after a reset on loopback that nobody asked before. */
  private static final TcpCounts TCP =
      new TcpCounts(0L, null, 0L, 0L, 0L, 31L, 12L, 65535L, 65483L, null, null, null, null);

  private Outcomes() {}

  /** The paper's main case: five bytes sent, one read, and the initiator is reset. */
  public static Outcome reset() {
    return outcome(STARTED, Verdict.RESET, "first-try", true);
  }

  /** Everything read: a clean end. */
  public static Outcome cleanEof() {
    return outcome(STARTED, Verdict.CLEAN_EOF, null, true);
  }

  /** A run of this start, verdict and label. */
  public static Outcome outcome(
      Instant startedAt, Verdict verdict, @Nullable String label, @Nullable Boolean asPredicted) {
    boolean reset = verdict == Verdict.RESET;
    Spec spec =
        SpecDraft.of(SpecFields.BYTES_SENT, 5).with(SpecFields.BYTES_READ, reset ? 1 : 5).toSpec();
    return new Outcome(
        null,
        startedAt,
        187,
        "probe-a",
        Origin.REQUEST,
        "posix",
        EvidenceLevel.KERNEL,
        spec,
        label,
        !verdict.neverConnected(),
        verdict,
        EnumSet.of(Verdict.CLEAN_EOF, Verdict.RESET),
        verdict == Verdict.INCONCLUSIVE ? Reason.DEADLINE_IN_SEND : null,
        null,
        Delivery.NONE_SENT,
        Set.of(Delivery.NONE_SENT),
        asPredicted,
        0,
        5,
        12,
        initiator(reset),
        responder(reset),
        null,
        null,
        null,
        null);
  }

  private static EndRecord initiator(boolean reset) {
    return new EndRecord(
        "127.0.0.1:41234",
        0,
        5,
        null,
        null,
        TCP,
        null,
        null,
        null,
        List.of(
            new Step(12, 40, Call.CONNECT, null, 0L, null, 1),
            new Step(41, 50, Call.SEND, 5L, 5L, null, 1),
            reset
                ? new Step(61, 62, Call.RECV, 65536L, null, "ECONNRESET", 1)
                : new Step(61, 62, Call.RECV, 65536L, 0L, null, 1)),
        new Evidence(
            !reset,
            !reset,
            reset,
            false,
            null,
            reset ? TcpState.CLOSE : TcpState.CLOSE_WAIT,
            null,
            null));
  }

  private static EndRecord responder(boolean reset) {
    return new EndRecord(
        "127.0.0.1:40007",
        reset ? 1 : 5,
        0,
        reset ? 4L : 0L,
        null,
        null,
        null,
        null,
        null,
        List.of(
            new Step(30, 39, Call.ACCEPT, null, 0L, null, 1),
            new Step(52, 53, Call.RECV, reset ? 1L : 5L, reset ? 1L : 5L, null, 2),
            new Step(54, 55, Call.SHUTDOWN_WRITE, null, 0L, null, 1),
            new Step(58, 60, Call.CLOSE, null, 0L, null, 1)),
        null);
  }
}
