package net.teardown.experiment.outcome;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.spec.Expect;
import net.teardown.experiment.spec.Masked;
import net.teardown.experiment.spec.OtherEnd;
import net.teardown.experiment.spec.ResolvedName;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What one run did, what both ends saw, what it means and whether theory allows it. The words for
 * it are {@code Explanation}'s.
 *
 * @param id UUIDv7; null as long as nobody keeps it
 * @param startedAt to the microsecond
 * @param durationMicros from the first call to the last
 * @param vantage the name of the instance it was made from
 * @param stack {@code posix} or {@code jdk}
 * @param evidenceLevel the observer's
 * @param spec what was run, {@link Masked} as it may be kept and shown
 * @param label what the caller groups it by
 * @param connected whether the connection ever stood
 * @param reason why it is inconclusive, or what the verdict leaves open
 * @param detail what an error that crossed the network said of it, for a person; null if there was
 *     none
 * @param asPredicted whether verdict and delivery are both predicted; null where there is nothing
 *     to compare
 * @param replyBytesReceived bytes of the responder's reply that the initiator read
 * @param bytesAccepted how many of {@code bytesSent} the initiator's kernel accepted
 * @param settledMicros how long the observer waited for a hidden reset
 * @param across what there is to tell of two hosts; null where there was one
 * @param server what there is to tell of a server that nobody controls; null where there was none
 * @param expect what the caller counts as met; null if it didn't say
 * @param named what the other end's name stood for; null where it was given by its address
 */
public record Outcome(
    @Nullable UUID id,
    Instant startedAt,
    long durationMicros,
    String vantage,
    Origin origin,
    String stack,
    EvidenceLevel evidenceLevel,
    Spec spec,
    @Nullable String label,
    boolean connected,
    Verdict verdict,
    Set<Verdict> predicted,
    @Nullable Reason reason,
    @Nullable String detail,
    Delivery delivery,
    Set<Delivery> predictedDelivery,
    @Nullable Boolean asPredicted,
    long replyBytesReceived,
    long bytesAccepted,
    long settledMicros,
    EndRecord initiator,
    EndRecord responder,
    @Nullable Across across,
    @Nullable ServerReport server,
    @Nullable Expect expect,
    @Nullable ResolvedName named) {

  public Outcome {
    // PostgreSQL keeps microseconds; what was answered and what is read later shall be the same.
    startedAt = startedAt.truncatedTo(ChronoUnit.MICROS);
    spec = spec.masked();
  }

  /** This outcome under the id that it is kept by. */
  public Outcome withId(UUID id) {
    return copy(id, detail, initiator, responder, across, server, expect, named);
  }

  /** This outcome with these transcripts; the store keeps steps apart from the rest. */
  public Outcome withEnds(EndRecord initiator, EndRecord responder) {
    return copy(id, detail, initiator, responder, across, server, expect, named);
  }

  /** This outcome with the same spec another way set beside it. */
  public Outcome with(Comparison comparison) {
    Across known = across == null ? new Across(null, null, null, null) : across;
    return withAcross(known.with(comparison));
  }

  /** This outcome with this to tell of its two hosts. */
  public Outcome withAcross(Across across) {
    return copy(id, detail, initiator, responder, across, server, expect, named);
  }

  /** This outcome with more for a person to know. */
  public Outcome withDetail(String detail) {
    return copy(id, detail, initiator, responder, across, server, expect, named);
  }

  /** This outcome with what the server did; its reply is what {@code replyBytesReceived} counts. */
  public Outcome with(ServerReport server) {
    return copy(id, detail, initiator, responder, across, server, expect, named);
  }

  /** This outcome with what the other end's name stood for. */
  public Outcome with(ResolvedName resolved) {
    return copy(id, detail, initiator, responder, across, server, expect, resolved);
  }

  /** This outcome beside what the caller counts as met. */
  public Outcome beside(@Nullable Expect expected) {
    return copy(id, detail, initiator, responder, across, server, expected, named);
  }

  /** Whether it is what the caller counts as met; null if the caller didn't say. */
  public @Nullable Boolean met() {
    return expect == null ? null : meets(expect);
  }

  /** What was asked for, defaults filled in. */
  public SpecDraft draft() {
    SpecDraft draft = SpecDraft.of(spec);
    if (expect != null) {
      draft =
          draft
              .with(SpecFields.VERDICTS, expect.verdicts())
              .with(SpecFields.DELIVERIES, expect.deliveries())
              .with(SpecFields.HTTP_STATUS, expect.httpStatus());
    }
    return label == null ? draft : draft.with(SpecFields.LABEL, label);
  }

  /** Whether it is what this counts as met. */
  public boolean meets(Expect expected) {
    return expected.isMetBy(
        verdict, delivery, server == null || server.http() == null ? null : server.http().status());
  }

  private Outcome copy(
      @Nullable UUID id,
      @Nullable String detail,
      EndRecord initiator,
      EndRecord responder,
      @Nullable Across across,
      @Nullable ServerReport server,
      @Nullable Expect expect,
      @Nullable ResolvedName named) {
    return new Outcome(
        id,
        startedAt,
        durationMicros,
        vantage,
        origin,
        stack,
        evidenceLevel,
        spec,
        label,
        connected,
        verdict,
        predicted,
        reason,
        detail,
        delivery,
        predictedDelivery,
        asPredicted,
        server == null ? replyBytesReceived : server.replyBytes(),
        bytesAccepted,
        settledMicros,
        initiator,
        responder,
        across,
        server,
        expect,
        named);
  }

  /** This outcome without the ends' steps, as lists show it. */
  public Outcome withoutSteps() {
    return withEnds(initiator.withoutSteps(), responder.withoutSteps());
  }

  /** The end that closed first. */
  public EndRecord closer() {
    return spec.closer() == Closer.RESPONDER ? responder : initiator;
  }

  /** The end that found out: always the initiator where nobody can ask the other one. */
  public EndRecord observer() {
    return spec.otherEnd() instanceof OtherEnd.Server || spec.closer() == Closer.RESPONDER
        ? initiator
        : responder;
  }
}
