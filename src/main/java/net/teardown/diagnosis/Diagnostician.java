package net.teardown.diagnosis;

import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Diagnosis.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Concludes what lies between two hosts, as far as their transcripts of one run prove it. What a
 * direct path can do never counts as a finding about something in between. {@link Repeats}
 * concludes from several runs.
 */
public final class Diagnostician {

  private Diagnostician() {}

  /**
   * Returns the findings of a run; null if there are none.
   *
   * <p>The way the connection ended counts only if both transcripts are known, the observer watched
   * long enough, and nothing had ended the connection for the closer before its close. Changed
   * bytes, changed addresses and the kernels' counts are found with any verdict.
   */
  public static @Nullable Diagnosis diagnose(TwoEndedRun run) {
    List<Finding> counted = CountFindings.of(run);
    List<Finding> findings = new ArrayList<>(EndingFindings.of(run, !counted.isEmpty()));
    findings.addAll(AlterationFindings.of(run));
    findings.addAll(counted);
    return findings.isEmpty() ? null : new Diagnosis(findings);
  }
}
