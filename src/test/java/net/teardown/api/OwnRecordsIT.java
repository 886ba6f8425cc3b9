package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import net.teardown.api.campaign.CampaignPage;
import net.teardown.api.campaign.CampaignView;
import net.teardown.api.campaign.ProgressView;
import net.teardown.api.experiment.OutcomePage;
import net.teardown.api.experiment.SummaryView;
import net.teardown.api.instance.InfoView;
import net.teardown.api.monitor.MeshView;
import net.teardown.api.monitor.ModuleList;
import net.teardown.api.monitor.MonitorList;
import net.teardown.api.problem.InputError;
import net.teardown.api.scenario.ScenarioList;
import net.teardown.experiment.terms.Verdict;
import net.teardown.formats.Golden;
import net.teardown.formats.Own;
import net.teardown.monitor.Mesh;
import org.junit.jupiter.api.Test;

/** Tests that records of other rooms may be renamed without any effect on the API. */
class OwnRecordsIT {

  private static final Instant AT = Instant.parse("2026-11-22T10:00:00.123456Z");

  @Test
  void whatIsAnsweredIsMadeOfTheApisOwnRecords() {
    assertThat(
            Own.foreignComponents(
                Set.of(),
                OutcomePage.class,
                SummaryView.class,
                CampaignView.class,
                CampaignPage.class,
                ProgressView.class,
                ScenarioList.class,
                ModuleList.class,
                MonitorList.class,
                MeshView.class,
                InfoView.class,
                InputError.class))
        .isEmpty();
  }

  /** Instances of two releases may request it from each other. */
  @Test
  void theMeshIsWrittenAndReadAsItWas() {
    Golden golden = Golden.of("api/mesh.json");
    Mesh mesh =
        new Mesh(
            List.of(
                new Mesh.Row(
                    "probe-a",
                    AT,
                    List.of(
                        new Mesh.Cell(
                            "nodes",
                            "probe-b",
                            "10.1.2.3:8007",
                            Verdict.EOF_THEN_RESET,
                            true,
                            false,
                            AT.minusSeconds(60),
                            null),
                        new Mesh.Cell(
                            "nodes",
                            "10.1.2.4:8007",
                            "10.1.2.4:8007",
                            null,
                            null,
                            null,
                            null,
                            null)))),
            List.of(new Mesh.Unanswered("probe-c", "no answer within 2 s")));

    golden.isWrittenAs(ApiJson.written(MeshView.of(mesh)));
    golden.isReadAs(mesh, body -> ApiJson.read(body, Mesh.class));
  }
}
