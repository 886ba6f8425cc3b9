package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/** A diagnosis of the path between two ends in the API. */
@Schema(name = "Diagnosis")
record DiagnosisView(List<FindingView> findings, List<RepeatView> repeats) {

  @Schema(name = "Finding")
  record FindingView(Diagnosis.Kind kind, boolean confirmed, String text, List<String> evidence) {

    private static FindingView of(Diagnosis.Finding finding) {
      return new FindingView(
          finding.kind(), finding.confirmed(), finding.text(), finding.evidence());
    }
  }

  @Schema(name = "Repeat")
  record RepeatView(
      Verdict verdict,
      @Nullable Reason reason,
      Delivery delivery,
      List<Diagnosis.Kind> found,
      @Nullable Integer segmentBytes,
      @Nullable Integer idleMillis) {

    private static RepeatView of(Diagnosis.Repeat repeat) {
      return new RepeatView(
          repeat.verdict(),
          repeat.reason(),
          repeat.delivery(),
          repeat.found(),
          repeat.segmentBytes(),
          repeat.idleMillis());
    }
  }

  static @Nullable DiagnosisView of(@Nullable Diagnosis diagnosis) {
    return diagnosis == null
        ? null
        : new DiagnosisView(
            diagnosis.findings().stream().map(FindingView::of).toList(),
            diagnosis.repeats().stream().map(RepeatView::of).toList());
  }
}
