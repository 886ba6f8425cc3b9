package net.teardown.store;

import java.util.List;
import java.util.UUID;
import net.teardown.experiment.outcome.Comparison;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.RespondingInstance;
import net.teardown.experiment.spec.Compare;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What two hosts report about the path between them, in the format of a row; see {@link
 * StoredOutcome}.
 */
final class StoredPath {

  private StoredPath() {}

  /** The other Teardown instance. */
  record Responder(
      UUID id,
      String vantage,
      String version,
      int dataPort,
      @Nullable String initiatorSeenAs,
      @Nullable String stack,
      @Nullable EvidenceLevel evidenceLevel) {

    RespondingInstance instance(@Nullable Environment environment) {
      return new RespondingInstance(
          id, vantage, version, dataPort, initiatorSeenAs, stack, evidenceLevel, environment);
    }
  }

  /**
   * The diagnosis of the path.
   *
   * @param repeats null in rows from before repeats existed
   */
  record Diagnosed(List<Found> findings, @Nullable List<Again> repeats) {

    Diagnosis diagnosis() {
      return new Diagnosis(
          findings.stream()
              .map(found ->
                  new Diagnosis.Finding(
                      found.kind(), found.confirmed(), found.text(), found.evidence()))
              .toList(),
          repeats == null
              ? List.of()
              : repeats.stream()
                  .map(again ->
                      new Diagnosis.Repeat(
                          again.verdict(),
                          again.reason(),
                          again.delivery(),
                          again.found(),
                          again.segmentBytes(),
                          again.idleMillis()))
                  .toList());
    }
  }

  record Found(Diagnosis.Kind kind, boolean confirmed, String text, List<String> evidence) {}

  record Again(
      Verdict verdict,
      @Nullable Reason reason,
      Delivery delivery,
      List<Diagnosis.Kind> found,
      @Nullable Integer segmentBytes,
      @Nullable Integer idleMillis) {}

  /** The same spec run another way. */
  record Compared(
      Compare with,
      @Nullable UUID id,
      String address,
      Verdict verdict,
      @Nullable Reason reason,
      Delivery delivery,
      @Nullable Boolean asPredicted,
      boolean differs) {

    Comparison comparison() {
      return new Comparison(with, id, address, verdict, reason, delivery, asPredicted, differs);
    }
  }

  static @Nullable Responder of(@Nullable RespondingInstance instance) {
    return instance == null
        ? null
        : new Responder(
            instance.id(),
            instance.vantage(),
            instance.version(),
            instance.dataPort(),
            instance.initiatorSeenAs(),
            instance.stack(),
            instance.evidenceLevel());
  }

  static @Nullable Diagnosed of(@Nullable Diagnosis diagnosis) {
    return diagnosis == null
        ? null
        : new Diagnosed(
            diagnosis.findings().stream()
                .map(finding ->
                    new Found(
                        finding.kind(), finding.confirmed(), finding.text(), finding.evidence()))
                .toList(),
            diagnosis.repeats().stream()
                .map(repeat ->
                    new Again(
                        repeat.verdict(),
                        repeat.reason(),
                        repeat.delivery(),
                        repeat.found(),
                        repeat.segmentBytes(),
                        repeat.idleMillis()))
                .toList());
  }

  static @Nullable Compared of(@Nullable Comparison comparison) {
    return comparison == null
        ? null
        : new Compared(
            comparison.with(),
            comparison.id(),
            comparison.address(),
            comparison.verdict(),
            comparison.reason(),
            comparison.delivery(),
            comparison.asPredicted(),
            comparison.differs());
  }
}
