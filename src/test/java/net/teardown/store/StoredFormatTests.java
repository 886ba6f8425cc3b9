package net.teardown.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.Run;
import net.teardown.campaign.SampleCampaigns;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Environment;
import net.teardown.formats.Golden;
import net.teardown.formats.Own;
import net.teardown.formats.SampleOutcomes;
import net.teardown.formats.Words;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tests the format of the history's rows, which every later version has to read. */
class StoredFormatTests {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static Stream<String> outcomes() {
    return SampleOutcomes.all().keySet().stream();
  }

  static Stream<String> campaigns() {
    return SampleCampaigns.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void anExperimentIsWrittenAsItWas(String name) {
    experiment(name).isWrittenInAnyOrderAs(row(sample(name)));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void anExperimentThatWasWrittenIsRead(String name) {
    experiment(name).isReadAs(sample(name), StoredFormatTests::outcome);
  }

  /** From before specs had 'diagnose', and outcomes a second host or a server. */
  @Test
  void anExperimentOfTheFirstMigrationIsRead() {
    Golden.of("stored/experiment-of-v1.json")
        .isReadAs(sample("loopback-application-level"), StoredFormatTests::outcome);
  }

  /**
   * From before outcomes had TCP counters of the path, repeats of a diagnosis, resolved names, and
   * environments.
   */
  @Test
  void anExperimentOfTheThirdMigrationIsRead() {
    Golden golden = Golden.of("stored/experiment-of-v3.json");

    assertThat(golden.read(StoredFormatTests::outcome))
        .as(golden::toString)
        .usingRecursiveComparison()
        .ignoringFields(
            "outcome.ends.initiator.tcp",
            "outcome.ends.report.tcp",
            "outcome.ends.between.diagnosis.repeats",
            "outcome.named",
            "outcome.run.environment",
            "outcome.ends.between.responder.environment")
        .isEqualTo(sample("across-diagnosed"));
  }

  @ParameterizedTest
  @MethodSource("campaigns")
  void aCampaignIsWrittenAsItWas(String name) {
    campaign(name).isWrittenInAnyOrderAs(CampaignJson.write(SampleCampaigns.get(name)));
  }

  @ParameterizedTest
  @MethodSource("campaigns")
  void aCampaignThatWasWrittenIsRead(String name) {
    Campaign sample = SampleCampaigns.get(name).masked();

    campaign(name).isReadAs(ordered(sample), CampaignJson::read);
    // The last axis varies fastest, so another order of the axes would be another campaign.
    assertThat(campaign(name).read(CampaignJson::read).axes().keySet())
        .as(campaign(name)::toString)
        .containsExactlyElementsOf(sample.axes().keySet());
  }

  /** By their numbers it would be the last reply, or none as long as it is unanswered. */
  @Test
  void whichReplyIsTheLastRequestsIsReadAsItWasWritten() {
    ObjectNode row = (ObjectNode) JSON.readTree(row(sample("server-replies")));
    ((ObjectNode) row.path("outcome").path("server")).put("answer", 1);

    Experiment read = outcome(row.toString());

    assertThat(read.outcome().httpStatus()).isEqualTo(200);
    assertThat(JSON.readTree(row(read)).path("outcome").path("server"))
        .isEqualTo(row.path("outcome").path("server"));
  }

  @Test
  void runsAreWrittenAsTheyWere() {
    runs().isWrittenAs(PackedRuns.pack(SampleCampaigns.runs()));
  }

  @Test
  void runsThatWereWrittenAreRead() {
    runs().isReadAs(SampleCampaigns.runs(), _ -> PackedRuns.unpack(runs().bytes()));
  }

  /** Before they had {@code met} and {@code httpStatus}. */
  @Test
  void runsOfTheFirstVersionAreRead() {
    Golden first = Golden.of("stored/campaign-runs-1.hex");

    first.isReadAs(SampleCampaigns.runsBeforeExpectations(), _ -> PackedRuns.unpack(first.bytes()));
  }

  @Test
  void theWordsThatAreStoredStay() {
    Golden.of("stored/words.json")
        .holdsWords(
            Words.of(
                Enum::name,
                StoredOutcome.class,
                StoredSteps.class,
                Run.class,
                Campaign.class,
                Dimension.Value.class));
  }

  /** A record of another room may be renamed without any effect on rows. */
  @Test
  void whatIsStoredIsMadeOfTheStoresOwnRecords() {
    assertThat(
            Own.foreignComponents(
                Set.of(Spec.class),
                StoredOutcome.class,
                StoredSteps.class,
                CampaignJson.Ordered.class))
        .isEmpty();
  }

  private static Golden experiment(String name) {
    return Golden.of("stored/experiment/" + name + ".json");
  }

  private static Golden campaign(String name) {
    return Golden.of("stored/campaign/" + name + ".json");
  }

  private static Golden runs() {
    return Golden.of("stored/campaign-runs-2.hex");
  }

  private static Experiment sample(String name) {
    return SampleOutcomes.get(name);
  }

  private static CampaignJson.Ordered ordered(Campaign campaign) {
    return new CampaignJson.Ordered(
        campaign.label(),
        campaign.base(),
        campaign.axes(),
        campaign.repetitions(),
        campaign.ratePerSecond(),
        campaign.invalidCells(),
        campaign.seed(),
        null);
  }

  /** The row by column name; a column of JSON is a JSON node. */
  private static String row(Experiment outcome) {
    ExperimentRow row = ExperimentRow.of(outcome, SampleOutcomes.id(21));
    String[] columns =
        ExperimentRow.INSERT
            .substring(ExperimentRow.INSERT.indexOf('(') + 1, ExperimentRow.INSERT.indexOf(')'))
            .strip()
            .split(",\\s*", -1);
    @Nullable Object[] values = row.values();
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    for (int i = 0; i < columns.length; i++) {
      Object value = values[i];
      all.put(
          columns[i],
          switch (columns[i]) {
            case "outcome", "steps" -> JSON.readTree(String.valueOf(value));
            default -> value instanceof Boolean || value == null ? value : value.toString();
          });
    }
    ObjectNode json = JSON.valueToTree(all);
    json.set("counted", counted(row.counted()));
    return json.toString();
  }

  /** By the columns of {@code experiment_change}, which exists since the third migration. */
  private static JsonNode counted(CountKey counted) {
    return JSON.createObjectNode()
        .put("begins", counted.begins().toString())
        .put("verdict", counted.verdict())
        .put("as_predicted", counted.asPredicted())
        .put("label", counted.label())
        .put("target_host", counted.targetHost());
  }

  private static Experiment outcome(String row) {
    JsonNode columns = JSON.readTree(row);
    return OutcomeJson.read(columns.path("outcome").toString(), columns.path("steps").toString())
        .experiment(
            Stream.of(Outcomes.ENVIRONMENT, SampleOutcomes.RESPONDERS_ENVIRONMENT)
                .collect(Collectors.toMap(Environment::hash, Function.identity())));
  }
}
