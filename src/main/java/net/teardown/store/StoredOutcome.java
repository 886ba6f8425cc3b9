package net.teardown.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import net.teardown.experiment.outcome.Across;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Expect;
import net.teardown.experiment.spec.ResolvedName;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * An outcome as a row has it, whatever the domain's own records look like by now: a name here is a
 * name in rows that exist. Enums stand in it by name; the spec is {@link StoredSpecs}' to write.
 */
record StoredOutcome(
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
    StoredEnd initiator,
    StoredEnd responder,
    @Nullable BetweenHosts across,
    @Nullable StoredServer server,
    @Nullable Expected expect,
    @Nullable Named named) {

  record BetweenHosts(
      StoredPath.@Nullable Responder responder,
      @Nullable Long clockErrorMicros,
      StoredPath.@Nullable Diagnosed diagnosis,
      StoredPath.@Nullable Compared comparison) {}

  record Expected(Set<Verdict> verdicts, Set<Delivery> deliveries, Set<Integer> httpStatus) {}

  record Named(String addressTried, List<String> addresses) {}

  /** Without the ends' steps, which stand in a column of their own. */
  static StoredOutcome of(Outcome outcome) {
    return new StoredOutcome(
        outcome.id(),
        outcome.startedAt(),
        outcome.durationMicros(),
        outcome.vantage(),
        outcome.origin(),
        outcome.stack(),
        outcome.evidenceLevel(),
        outcome.spec(),
        outcome.label(),
        outcome.connected(),
        outcome.verdict(),
        outcome.predicted(),
        outcome.reason(),
        outcome.detail(),
        outcome.delivery(),
        outcome.predictedDelivery(),
        outcome.asPredicted(),
        outcome.replyBytesReceived(),
        outcome.bytesAccepted(),
        outcome.settledMicros(),
        StoredEnd.of(outcome.initiator()),
        StoredEnd.of(outcome.responder()),
        of(outcome.across()),
        outcome.server() == null ? null : StoredServer.of(outcome.server()),
        of(outcome.expect()),
        of(outcome.named()));
  }

  /**
   * What was kept.
   *
   * @param steps both ends'
   */
  Outcome outcome(StoredSteps steps) {
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
        replyBytesReceived,
        bytesAccepted,
        settledMicros,
        initiator.end(steps.initiator()),
        responder.end(steps.responder()),
        across == null ? null : across(across),
        server == null ? null : server.report(),
        expect == null
            ? null
            : new Expect(expect.verdicts(), expect.deliveries(), expect.httpStatus()),
        named == null ? null : new ResolvedName(named.addressTried(), named.addresses()));
  }

  private static @Nullable BetweenHosts of(@Nullable Across across) {
    return across == null
        ? null
        : new BetweenHosts(
            StoredPath.of(across.responder()),
            across.clockErrorMicros(),
            StoredPath.of(across.diagnosis()),
            StoredPath.of(across.comparison()));
  }

  private static Across across(BetweenHosts stored) {
    return new Across(
        stored.responder() == null ? null : stored.responder().instance(),
        stored.clockErrorMicros(),
        stored.diagnosis() == null ? null : stored.diagnosis().diagnosis(),
        stored.comparison() == null ? null : stored.comparison().comparison());
  }

  private static @Nullable Expected of(@Nullable Expect expect) {
    return expect == null
        ? null
        : new Expected(expect.verdicts(), expect.deliveries(), expect.httpStatus());
  }

  private static @Nullable Named of(@Nullable ResolvedName named) {
    return named == null ? null : new Named(named.addressTried(), named.addresses());
  }
}
