package net.teardown.diagnosis;

import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Diagnosis.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Says what lies between two hosts, as far as their two transcripts of one run prove it. What a
 * direct path can do by itself is never held against a path; {@link Repeats} says what several runs
 * prove.
 */
public final class Diagnostician {

  private Diagnostician() {}

  /**
   * What lies between; null if nothing shows.
   *
   * <p>How the connection ended is only held against the path if both ends gave their word, the
   * observer watched for long enough and nothing had ended the connection for the closer before it
   * closed. Changed bytes and addresses, and what the kernels counted, show whatever the verdict.
   */
  public static @Nullable Diagnosis diagnose(TwoEndedRun said) {
    List<Finding> counted = PathCounts.of(said);
    List<Finding> findings = new ArrayList<>(Endings.of(said, !counted.isEmpty()));
    findings.addAll(BytesAndAddress.of(said));
    findings.addAll(counted);
    return findings.isEmpty() ? null : new Diagnosis(findings);
  }
}
