package net.teardown.experiment.outcome;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.spec.Expect;
import net.teardown.experiment.spec.ResolvedName;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/** Builds sample outcomes as real runs produce them. */
public final class Outcomes {

  /** The start time of the samples. */
  public static final Instant STARTED = Instant.parse("2026-11-22T10:00:00.123456Z");

  /** Evidence of a reset on loopback that no earlier call had returned. */
  private static final TcpCounts TCP =
      new TcpCounts(0L, null, 0L, 0L, 0L, 31L, 12L, 65535L, 65483L, null, null, null, null);

  /** The settings of the host of {@code probe-a}. */
  public static final Environment ENVIRONMENT =
      Environment.of(
          Map.of(
              "kernel",
              "Linux 6.18.2",
              "stack",
              "posix",
              "net.ipv4.tcp_rmem",
              "4096 131072 6291456",
              "net.ipv4.tcp_syncookies",
              "1"));

  private Outcomes() {}

  /** The paper's main case: five bytes sent, one read, and the initiator is reset. */
  public static Experiment reset() {
    return outcome(STARTED, Verdict.RESET, "first-try", true);
  }

  /** Everything was read: a clean end. */
  public static Experiment cleanEof() {
    return outcome(STARTED, Verdict.CLEAN_EOF, null, true);
  }

  /** An outcome with this start, verdict and label. */
  public static Experiment outcome(
      Instant startedAt, Verdict verdict, @Nullable String label, @Nullable Boolean asPredicted) {
    boolean reset = verdict == Verdict.RESET;
    Spec spec =
        SpecDraft.of(SpecFields.BYTES_SENT, 5).with(SpecFields.BYTES_READ, reset ? 1 : 5).toSpec();
    return of(spec)
        .environment(ENVIRONMENT)
        .label(label)
        .startedAt(startedAt)
        .judged(
            new Judgement(
                verdict,
                verdict == Verdict.INCONCLUSIVE ? Reason.DEADLINE_IN_SEND : null,
                Delivery.NONE_SENT,
                !verdict.neverConnected()))
        .predicted(
            EnumSet.of(Verdict.CLEAN_EOF, Verdict.RESET), Set.of(Delivery.NONE_SENT), asPredicted)
        .ends(new Ends.Pair(initiator(reset), responder(reset)))
        .experiment();
  }

  /** A builder of an outcome: a run of this spec from {@code probe-a}, asked for by a request. */
  public static Builder of(Spec spec) {
    return new Builder(spec);
  }

  /** Builds an outcome. By default it is a loopback run that hasn't been judged. */
  public static final class Builder {

    private final Spec spec;
    private @Nullable String label;
    private @Nullable Expect expect;
    private Origin origin = Origin.REQUEST;
    private Instant startedAt = STARTED;
    private long durationMicros = 187;
    private long settledMicros = 12;
    private String vantage = "probe-a";
    private String stack = "posix";
    private EvidenceLevel level = EvidenceLevel.KERNEL;
    private @Nullable Environment environment;
    private @Nullable String detail;
    private Judgement judgement = Judge.notBegun(Reason.NO_RESOURCES);
    private Predicted predicted = new Predicted(Set.of(), Set.of(), null);
    private Ends ends;
    private @Nullable ResolvedName named;

    private Builder(Spec spec) {
      this.spec = spec;
      this.ends = Ends.idle(spec.otherEnd());
    }

    public Builder label(@Nullable String label) {
      this.label = label;
      return this;
    }

    public Builder expect(@Nullable Expect expect) {
      this.expect = expect;
      return this;
    }

    public Builder origin(Origin origin) {
      this.origin = origin;
      return this;
    }

    public Builder startedAt(Instant startedAt) {
      this.startedAt = startedAt;
      return this;
    }

    public Builder took(long durationMicros, long settledMicros) {
      this.durationMicros = durationMicros;
      this.settledMicros = settledMicros;
      return this;
    }

    public Builder from(String vantage) {
      this.vantage = vantage;
      return this;
    }

    public Builder by(String stack, EvidenceLevel level) {
      this.stack = stack;
      this.level = level;
      return this;
    }

    public Builder environment(@Nullable Environment environment) {
      this.environment = environment;
      return this;
    }

    public Builder detail(@Nullable String detail) {
      this.detail = detail;
      return this;
    }

    public Builder judged(Judgement judgement) {
      this.judgement = judgement;
      return this;
    }

    public Builder predicted(
        Set<Verdict> verdicts, Set<Delivery> deliveries, @Nullable Boolean right) {
      this.predicted = new Predicted(verdicts, deliveries, right);
      return this;
    }

    public Builder ends(Ends ends) {
      this.ends = ends;
      return this;
    }

    public Builder named(@Nullable ResolvedName named) {
      this.named = named;
      return this;
    }

    public Outcome outcome() {
      return new Outcome(
          new RunFacts(
              startedAt, durationMicros, settledMicros, vantage, stack, level, environment, detail),
          new Asked(spec, label, expect, origin),
          judgement,
          predicted,
          ends,
          named);
    }

    public Experiment experiment() {
      return Experiment.of(outcome());
    }
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
            null),
        null);
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
        null,
        null);
  }
}
