package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import net.teardown.Survey.Surveyed;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Makes one run of each claim of {@link PathMatrixIT} that is quick; that class makes hundreds. */
@ExtendWith({TwoHosts.Shared.class, PathLab.Shared.class})
class PathClaimsIT {

  private static final int ONCE_EACH = 30;

  private final TwoHosts hosts;
  private final PathLab lab;

  PathClaimsIT(TwoHosts hosts, PathLab lab) {
    this.hosts = hosts;
    this.lab = lab;
  }

  @ParameterizedTest
  @EnumSource(names = {"REORDERING_5_TO_8_MILLIS", "LOSS_5_PERCENT"})
  void whereAPathReordersOrLosesNobodyIsConvicted(InnocentPath path) throws Exception {
    Survey survey = path.survey(ONCE_EACH, hosts, lab);

    assertThat(survey.runs())
        .noneMatch(path::isConvictedBy)
        .allMatch(run -> !run.unpredicted() || path.explains(run));
    assertThat(survey.where(Surveyed::predicted)).hasSizeGreaterThan(ONCE_EACH / 2);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "HAPROXY_NOLINGER",
        "HAPROXY_AS_CLIENTS_PORT",
        "NGINX",
        "NGINX_HALF_CLOSE",
        "SOCAT",
        "SSH",
        "STUNNEL",
        "INITIATORS_FINS_REJECTED",
        "RESETS_INJECTED",
        "MTU_HOLE",
        "SYN_PROXY",
        "FLOWS_FORGOTTEN_SILENTLY",
        "FLOWS_FORGOTTEN_WITH_RESET"
      })
  void whoIsGuiltyIsNamed(GuiltyPath path) throws Exception {
    try (AutoCloseable _ = path.open(hosts, lab)) {
      List<GuiltyRow> rows =
          GuiltyRow.ALL.stream().filter(row -> row.path() == path && row.isQuick()).toList();

      List<String> faults =
          PathLab.atOnce(
                  rows.stream()
                      .<Supplier<List<String>>>map(
                          row -> () -> row.faults(row.survey(1, hosts, lab)))
                      .toList())
              .stream()
              .flatMap(List::stream)
              .toList();

      assertThat(rows).isNotEmpty();
      assertThat(faults).isEmpty();
    }
  }
}
