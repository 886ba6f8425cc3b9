package net.teardown.store;

import com.google.re2j.Pattern;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Comparison;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.experiment.outcome.Predicted;
import net.teardown.experiment.outcome.RunFacts;
import net.teardown.experiment.spec.Expect;
import net.teardown.experiment.spec.ResolvedName;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.Environments;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * An outcome in the format of a row. It is independent of the domain's records: each name here is a
 * name in existing rows. Enums are written by name; {@link StoredSpecs} writes the spec.
 */
record StoredOutcome(
    @Nullable UUID id,
    Instant startedAt,
    long durationMicros,
    String vantage,
    Origin origin,
    String stack,
    EvidenceLevel evidenceLevel,
    @Nullable Hashes environment,
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

  /**
   * What the settings of both hosts are known by; they stand in a table of their own.
   *
   * @param responder null where they aren't known
   */
  record Hashes(@Nullable String initiator, @Nullable String responder) {

    private static @Nullable Hashes of(Environments environments) {
      return environments.equals(Environments.UNKNOWN)
          ? null
          : new Hashes(environments.initiatorHash(), environments.responderHash());
    }
  }

  record BetweenHosts(
      StoredPath.@Nullable Responder responder,
      @Nullable Long clockErrorMicros,
      StoredPath.@Nullable Diagnosed diagnosis,
      StoredPath.@Nullable Compared comparison) {}

  /** All but the sets came later and may be missing. */
  record Expected(
      Set<Verdict> verdicts,
      Set<Delivery> deliveries,
      Set<Integer> httpStatus,
      @Nullable String replyMatches,
      @Nullable Integer leastReplyBytes,
      @Nullable Integer mostReplyBytes,
      @Nullable Boolean turnsMet,
      @Nullable Set<TlsEnding> tlsEndings,
      @Nullable Integer certificateDaysLeft) {

    private static Expected of(Expect expect) {
      return new Expected(
          expect.verdicts(),
          expect.deliveries(),
          expect.httpStatus(),
          expect.replyMatches() == null ? null : expect.replyMatches().pattern(),
          expect.replyBytes().min(),
          expect.replyBytes().max(),
          expect.turnsMet(),
          expect.tlsEndings().isEmpty() ? null : expect.tlsEndings(),
          expect.certificateDaysLeft());
    }

    private Expect expect() {
      return new Expect(
          verdicts,
          deliveries,
          httpStatus,
          replyMatches == null ? null : Pattern.compile(replyMatches),
          new Expect.Range(leastReplyBytes, mostReplyBytes),
          turnsMet,
          tlsEndings == null ? Set.of() : tlsEndings,
          certificateDaysLeft);
    }
  }

  record Named(String addressTried, List<String> addresses) {}

  /** The stored form without the steps of the ends, which have a column of their own. */
  static StoredOutcome of(Experiment made) {
    Outcome outcome = made.outcome();
    RunFacts run = outcome.run();
    Asked asked = outcome.asked();
    return new StoredOutcome(
        made.id(),
        run.startedAt(),
        run.durationMicros(),
        run.vantage(),
        asked.origin(),
        run.stack(),
        run.evidenceLevel(),
        Hashes.of(outcome.environments()),
        asked.spec(),
        asked.label(),
        outcome.judgement().connected(),
        outcome.verdict(),
        outcome.predicted().verdicts(),
        outcome.reason(),
        made.detail(),
        outcome.delivery(),
        outcome.predicted().deliveries(),
        outcome.asPredicted(),
        outcome.replyBytesReceived(),
        outcome.initiator().bytesAccepted(),
        run.settledMicros(),
        StoredEnd.of(outcome.initiator()),
        // An end that sent no report is written as an idle one, because earlier versions require an
        // end here.
        StoredEnd.of(outcome.ends().other().orElse(EndRecord.IDLE)),
        of(outcome.ends().between(), made.comparison()),
        outcome.ends().server().map(StoredServer::of).orElse(null),
        asked.expect() == null ? null : Expected.of(asked.expect()),
        of(outcome.named()));
  }

  /** The hashes of the environments that {@link #experiment} needs. */
  Set<String> environments() {
    return environment == null
        ? Set.of()
        : Stream.of(environment.initiator(), environment.responder())
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
  }

  /**
   * Converts back to an experiment.
   *
   * @param steps the steps of both ends
   * @param environments the environments by hash
   */
  Experiment experiment(StoredSteps steps, Map<String, Environment> environments) {
    Expect expected = expect == null ? null : expect.expect();
    Outcome outcome =
        new Outcome(
            new RunFacts(
                startedAt,
                durationMicros,
                settledMicros,
                vantage,
                stack,
                evidenceLevel,
                environment == null ? null : named(environment.initiator(), environments),
                detail),
            new Asked(spec, label, expected, origin),
            new Judgement(verdict, reason, delivery, connected),
            new Predicted(predicted, predictedDelivery, asPredicted),
            Ends.of(
                spec.otherEnd(),
                initiator.end(steps.initiator()),
                responder.end(steps.responder()),
                between(environments),
                server == null
                    ? null
                    : server.report(expected == null ? null : expected.replyMatches())),
            named == null ? null : new ResolvedName(named.addressTried(), named.addresses()));
    StoredPath.Compared compared = across == null ? null : across.comparison();
    return new Experiment(id, outcome, compared == null ? null : compared.comparison(), null);
  }

  private static @Nullable Environment named(
      @Nullable String hash, Map<String, Environment> environments) {
    return hash == null ? null : environments.get(hash);
  }

  private PathFacts between(Map<String, Environment> environments) {
    return across == null
        ? PathFacts.NOTHING
        : new PathFacts(
            across.responder() == null
                ? null
                : across
                    .responder()
                    .instance(
                        environment == null ? null : named(environment.responder(), environments)),
            across.clockErrorMicros(),
            across.diagnosis() == null ? null : across.diagnosis().diagnosis());
  }

  private static @Nullable BetweenHosts of(PathFacts between, @Nullable Comparison comparison) {
    return between.equals(PathFacts.NOTHING) && comparison == null
        ? null
        : new BetweenHosts(
            StoredPath.of(between.responder()),
            between.clockErrorMicros(),
            StoredPath.of(between.diagnosis()),
            StoredPath.of(comparison));
  }

  private static @Nullable Named of(@Nullable ResolvedName named) {
    return named == null ? null : new Named(named.addressTried(), named.addresses());
  }
}
