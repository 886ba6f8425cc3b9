package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import net.teardown.Survey.Found;
import net.teardown.Survey.Surveyed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that on paths that only delay, reorder and lose nothing is accused with proof, and every
 * ending unlike a direct path's is explained, and that guilty paths are recognised. {@code
 * -Dlab.runs=40} makes fewer runs on each innocent path, {@code -Dlab.guilty=5} fewer of each spec
 * on a guilty one; {@code -Dlab.paths=LOSS.*} selects the paths whose names match.
 */
@Tag("lab")
@ExtendWith({TwoHosts.Shared.class, PathLab.Shared.class})
class PathMatrixIT {

  private static final int RUNS = Integer.getInteger("lab.runs", 500);
  private static final int GUILTY_RUNS = Integer.getInteger("lab.guilty", 50);
  private static final Pattern PATHS = Pattern.compile(System.getProperty("lab.paths", ".*"));

  private final TwoHosts hosts;
  private final PathLab lab;

  PathMatrixIT(TwoHosts hosts, PathLab lab) {
    this.hosts = hosts;
    this.lab = lab;
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("innocentPaths")
  void nobodyIsConvictedOnAnInnocentPath(InnocentPath path) throws Exception {
    Survey survey = path.survey(RUNS, hosts, lab);

    List<Surveyed> untrue = survey.where(run -> !path.untrue(run).isEmpty());
    List<Surveyed> unpredicted = survey.where(Surveyed::unpredicted);
    survey.report("innocent.txt");
    survey.keep(untrue, "accused");
    survey.keep(unpredicted, "unpredicted");
    survey.keep(survey.where(run -> run.verdict().startsWith("INCONCLUSIVE")), "not judged");
    assertThat(untrue).noneMatch(path::isConvictedBy);
    assertThat(untrue)
        .as("nothing is said to be proven that isn't so")
        .allMatch(run -> path.untrue(run).stream().noneMatch(Found::confirmed));
    assertThat(unpredicted).allMatch(path::explains);
    assertThat(survey.runs()).allMatch(path::allows);
    if (!path.loses() && !path.reorders()) {
      // A kernel's count of what overtook what is a fact: its own queues may reorder.
      assertThat(untrue)
          .allMatch(
              run -> path.untrue(run).stream().allMatch(found -> found.kind().equals("REORDERS")));
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("guiltyPaths")
  void whoIsGuiltyIsNamed(GuiltyPath path) throws Exception {
    List<String> faults = new ArrayList<>();
    try (AutoCloseable _ = path.open(hosts, lab)) {
      for (GuiltyRow row : GuiltyRow.ALL) {
        if (row.path() == path) {
          Survey survey = row.survey(GUILTY_RUNS, hosts, lab);
          survey.report("guilty.txt");
          survey.keep(survey.where(run -> !row.faults(run).isEmpty()), "wrong");
          faults.addAll(row.faults(survey));
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  static List<InnocentPath> innocentPaths() {
    return wanted(InnocentPath.values());
  }

  static List<GuiltyPath> guiltyPaths() {
    return wanted(GuiltyPath.values());
  }

  private static <E extends Enum<E>> List<E> wanted(E[] paths) {
    return Arrays.stream(paths).filter(path -> PATHS.matcher(path.name()).matches()).toList();
  }
}
