package net.teardown.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.teardown.experiment.Diagnosis;
import net.teardown.experiment.Diagnosis.Finding;
import net.teardown.experiment.Diagnosis.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Says what lies between two hosts, as far as their two transcripts of one run prove it. What a
 * direct path can do by itself is never held against a path.
 */
public final class Diagnostician {

  /** As often must a thing show that could be the loss of one segment. */
  public static final int RUNS_THAT_CONFIRM = 3;

  private Diagnostician() {}

  /**
   * What lies between; null if nothing shows.
   *
   * <p>How the connection ended is only held against the path if both ends gave their word, the
   * observer watched for long enough and the closer's kernel says that the connection still stood
   * when it closed. Changed bytes and addresses show whatever the verdict.
   */
  public static @Nullable Diagnosis diagnose(Testimony said) {
    List<Finding> findings = new ArrayList<>(Endings.of(said));
    findings.addAll(Passage.of(said));
    return findings.isEmpty() ? null : new Diagnosis(findings);
  }

  /**
   * What every one of several runs of the same spec over the same path shows. From three on such a
   * finding is confirmed: a segment may be lost, but not each time.
   *
   * @param runs one for each run; null for a run that showed nothing
   * @return null if there is nothing that each of them shows
   */
  public static @Nullable Diagnosis confirmed(List<? extends @Nullable Diagnosis> runs) {
    List<Finding> common = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      List<Finding> found = new ArrayList<>();
      for (Diagnosis run : runs) {
        finding(run, kind).ifPresent(found::add);
      }
      if (!found.isEmpty() && found.size() == runs.size()) {
        common.add(
            runs.size() >= RUNS_THAT_CONFIRM
                ? Sentences.confirmed(
                    found.getLast(), "so in each of %d runs".formatted(runs.size()))
                : found.getLast());
      }
    }
    return common.isEmpty() ? null : new Diagnosis(common);
  }

  private static Optional<Finding> finding(@Nullable Diagnosis run, Kind kind) {
    return run == null
        ? Optional.empty()
        : run.findings().stream().filter(finding -> finding.kind() == kind).findFirst();
  }
}
