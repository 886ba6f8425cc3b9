package net.teardown.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.Campaigns;
import net.teardown.campaign.Run;
import net.teardown.campaign.Status;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.terms.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that data directories of released versions are read; each release adds its own. */
class OldFormatsIT {

  @TempDir private Path directory;

  /** The directory is of a service that was killed during a campaign. */
  @Test
  void aDirectoryOfVersion010ReadsBackAndGoesOn() throws Exception {
    MigratedFile file = MigratedFile.of("0.1.0", directory);
    try (TestingStore store =
        TestingStore.start(
            "--teardown.data-dir=" + directory, "--teardown.history.max-age=36500d")) {
      Experiments experiments = store.experiments();
      List<Experiment> all =
          experiments.list(ExperimentFilter.ALL, 500, null).items().stream()
              .map(listed -> experiments.find(id(listed)).orElseThrow())
              .toList();
      assertThat(
              all.stream()
                  .collect(
                      Collectors.groupingBy(
                          made ->
                              made.outcome().spec().peer() + " " + made.outcome().asked().origin(),
                          Collectors.counting())))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "LOOPBACK REQUEST", 6L,
                  "RESPONDER REQUEST", 3L,
                  "SERVER REQUEST", 2L,
                  "SERVER PROBE", 2L,
                  "LOOPBACK CAMPAIGN", 12L));
      assertThat(all)
          .allSatisfy(made -> assertThat(made.outcome().initiator().steps()).isNotEmpty());
      assertThat(all.stream().filter(made -> made.outcome().ends().between().responder() != null))
          .isNotEmpty();
      assertThat(experiments.countByVerdict(ExperimentFilter.ALL))
          .containsEntry(Verdict.CLEAN_EOF, 7L)
          .containsEntry(Verdict.EOF_THEN_RESET, 6L)
          .containsEntry(Verdict.RESET, 9L)
          .containsEntry(Verdict.REFUSED, 2L)
          .containsEntry(Verdict.KEPT_OPEN, 1L);

      Campaigns campaigns = store.campaigns();
      campaigns.hold(UUID.randomUUID());
      assertThat(campaigns.interruptExpired()).isEqualTo(1);
      List<Campaign> kept = new ArrayList<>(campaigns.list(null, 10, null).items());
      assertThat(kept)
          .extracting(Campaign::label, Campaign::status, Campaign::done)
          .containsExactly(
              tuple("cancelled", Status.CANCELLED, 0L),
              tuple("long", Status.INTERRUPTED, 4134L),
              tuple("whole", Status.COMPLETED, 1200L));
      for (Campaign campaign : kept) {
        List<Run> runs = campaigns.runs(campaign.id(), 0, 10_000);
        assertThat(runs).hasSize((int) campaign.done());
      }
      assertThat(experiments.keep(Outcomes.reset()).id()).isNotNull();
      store.bean(Retention.class).sweep();
      store.bean(ExperimentRows.class).fold();
      assertThat(experiments.list(ExperimentFilter.ALL, 500, null).items()).hasSize(26);
    }
    assertThat(file.schema()).isEqualTo(MigratedFile.migrated(directory.resolve("new")).schema());
  }

  private static UUID id(Experiment outcome) {
    return Objects.requireNonNull(outcome.id());
  }
}
