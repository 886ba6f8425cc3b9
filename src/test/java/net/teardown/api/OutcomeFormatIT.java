package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.teardown.api.campaign.CampaignItem;
import net.teardown.api.campaign.CampaignView;
import net.teardown.api.campaign.ProgressView;
import net.teardown.api.experiment.OutcomePage;
import net.teardown.api.experiment.OutcomeView;
import net.teardown.api.experiment.SummaryView;
import net.teardown.experiment.spec.Close;
import net.teardown.experiment.spec.Expect;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.spec.Target;
import net.teardown.experiment.spec.Writing;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import net.teardown.formats.Golden;
import net.teardown.formats.SampleOutcomes;
import net.teardown.formats.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the format of outcomes in the API, and the specs that it accepts. */
class OutcomeFormatIT {

  private static final Golden SPEC = Golden.of("spec/server.json");

  static Stream<String> outcomes() {
    return SampleOutcomes.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void anOutcomeIsAnsweredAsItWas(String name) {
    Golden.of("api/outcome/" + name + ".json")
        .isWrittenAs(ApiJson.written(OutcomeView.of(SampleOutcomes.get(name))));
  }

  /** The spec in a response can be sent again, so requests with earlier responses' specs occur. */
  @ParameterizedTest
  @MethodSource("outcomes")
  void theSpecOfAnAnswerIsReadAsTheOneThatRan(String name) {
    Spec ran = SampleOutcomes.get(name).outcome().spec();

    Golden.of("api/outcome/" + name + ".json")
        .isReadAs(
            ran,
            answer -> {
              String spec = ApiJson.mapper().readTree(answer).path("spec").toString();
              return ApiJson.read(spec, SpecDraft.class).toSpec();
            });
  }

  @Test
  void aRequestInTheNamesOfBeforeIsToldWhereEachStandsNow() {
    String problem =
        SPEC.read(body -> {
          try {
            return ApiJson.read(body, SpecDraft.class).toString();
          } catch (InvalidSpec e) {
            return String.valueOf(e.getMessage());
          }
        });

    assertThat(problem)
        .contains("'request' is now 'server.request'")
        .contains("'settleMillis' is now 'server.settleMillis'");
  }

  @Test
  void aPageOfTheHistoryIsAnsweredAsItWas() {
    OutcomeView item = OutcomeView.of(SampleOutcomes.get("loopback-reset").withoutSteps());

    Golden.of("api/page.json")
        .isWrittenAs(
            ApiJson.written(
                new OutcomePage(List.of(item), "/api/v1/experiments?size=1&after=MDE5YTlm")));
  }

  @Test
  void aSummaryIsAnsweredAsItWas() {
    Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
    counts.put(Verdict.CLEAN_EOF, 7L);
    counts.put(Verdict.RESET, 5L);

    Golden.of("api/summary.json").isWrittenAs(ApiJson.written(SummaryView.of(counts)));
  }

  @Test
  void theWordsOfAnAnswerStay() {
    Golden.of("api/words.json")
        .holdsWords(
            Words.of(
                word -> ApiJson.mapper().valueToTree(word).asString(),
                OutcomeView.class,
                CampaignView.class,
                CampaignItem.class,
                ProgressView.class));
  }

  /** A kept spec with every field for a server, by the names of 0.1.0. */
  @Test
  void aSpecForAServerIsUnderstoodWhereItWasKept() {
    SpecDraft draft =
        SPEC.read(body -> SpecDraft.readKept(ApiJson.mapper().readValue(body, Map.class)));
    Spec spec = draft.toSpec();

    assertThat(spec.target()).as(SPEC.toString()).contains(new Target("shop.example", 8443, null));
    assertThat(spec)
        .as(SPEC.toString())
        .extracting(Spec::close, Spec::timeoutMillis)
        .containsExactly(new Close(Closer.INITIATOR, 120, true, true, 300, 2), 20_000);
    ServerDialogue dialogue = spec.otherEnd().dialogue().orElseThrow();
    assertThat(dialogue)
        .as(SPEC.toString())
        .extracting("writing", "chunkBytes", "pauseMillis", "silenceMillis", "settleMillis")
        .containsExactly(Writing.STOP_AT_ERROR, 65_536, 10, 350, 350);
    assertThat(dialogue.request())
        .as(SPEC.toString())
        .isEqualTo(
            new Request.Http(
                "PUT",
                "/upload?x=1",
                "shop.example",
                Map.of("Authorization", "Bearer c2VjcmV0", "X-Purpose", "probe"),
                1_048_576,
                true,
                true));
    assertThat(draft.expect())
        .as(SPEC.toString())
        .isNotNull()
        .extracting(Expect::verdicts, Expect::deliveries, Expect::httpStatus)
        .containsExactly(
            Set.of(Verdict.CLEAN_EOF, Verdict.EOF_THEN_RESET),
            Set.of(Delivery.WHOLE, Delivery.UNKNOWN),
            Set.of(413, 503));
    assertThat(draft.get(SpecFields.LABEL)).as(SPEC.toString()).isEqualTo("upload");
  }
}
