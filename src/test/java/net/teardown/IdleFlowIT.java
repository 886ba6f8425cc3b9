package net.teardown;

import static net.teardown.experiment.outcome.Diagnosis.Kind.ADDRESS_TRANSLATED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.FLOW_FORGOTTEN_SILENTLY;
import static net.teardown.experiment.outcome.Diagnosis.Kind.FLOW_FORGOTTEN_WITH_RESET;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import net.teardown.experiment.terms.Verdict;
import net.teardown.lab.Host;
import net.teardown.lab.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * Tests what two instances conclude of a firewall or a NAT between them that forgets flows which
 * are silent for a second.
 */
@ExtendWith(PathLab.Shared.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class IdleFlowIT {

  private static final int DATA = PathLab.DATA;
  private static final int FORGETS_AFTER_SECONDS = 1;

  private static final String LINGERING =
      "'bytesSent':5,'replyBytes':100,'shutdownBeforeClose':true,'drainBeforeClose':true";
  private static final String SILENT = ",'idleMillis':1500,'timeoutMillis':5000";
  private static final String BRIEFLY_SILENT = ",'idleMillis':300,'timeoutMillis':7500";
  private static final String DIAGNOSE = ",'diagnose':true";
  private static final String DIAGNOSED = ",'idleMillis':1500,'timeoutMillis':7000" + DIAGNOSE;

  private final PathLab lab;
  private final Host router;

  IdleFlowIT(PathLab lab) {
    this.lab = lab;
    this.router = lab.router();
  }

  /** How a firewall treats what comes for a flow that it has forgotten. */
  enum Forgets {
    SILENTLY,
    WITH_RESET;

    private AutoCloseable between(Host host) {
      return switch (this) {
        case SILENTLY -> host.forgetForwardedFlows(DATA, FORGETS_AFTER_SECONDS, "drop");
        case WITH_RESET ->
            host.forgetForwardedFlows(DATA, FORGETS_AFTER_SECONDS, "reject with tcp reset");
      };
    }
  }

  @Test
  void aFlowThatIsForgottenSilentlyIsNamed() throws Exception {
    List<String> specs =
        List.of(
            LINGERING,
            "'bytesSent':5",
            "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true",
            "'bytesSent':5,'replyBytes':9,'closer':'INITIATOR'",
            "'bytesSent':5,'replyBytes':9,'observerReads':'LATE'");
    try (AutoCloseable _ = Forgets.SILENTLY.between(router)) {
      for (PathRun run : atOnce(specs)) {
        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.TIMED_OUT);
        assertThat(run.kinds()).as("%s", run).containsExactly(FLOW_FORGOTTEN_SILENTLY);
        assertThat(run.confirmed(FLOW_FORGOTTEN_SILENTLY)).isFalse();
        assertThat(run.outcome().at("/diagnosis/findings/0/evidence/1").asString())
            .contains("socket still stood without an error");
      }
    }
  }

  @Test
  void aFlowThatIsForgottenWithAResetIsNamed() throws Exception {
    List<String> specs =
        List.of(
            LINGERING,
            "'bytesSent':5",
            "'bytesSent':5,'bytesRead':1",
            "'bytesSent':5,'replyBytes':9,'closer':'INITIATOR'");
    try (AutoCloseable _ = Forgets.WITH_RESET.between(router)) {
      for (PathRun run : atOnce(specs)) {
        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.RESET);
        assertThat(run.kinds()).as("%s", run).containsExactly(FLOW_FORGOTTEN_WITH_RESET);
      }
    }
  }

  private List<PathRun> atOnce(List<String> specs) {
    return PathLab.atOnce(
        specs.stream()
            .<Supplier<PathRun>>map(spec -> () -> lab.run("a", lab.straightTo("b") + spec + SILENT))
            .toList());
  }

  @ParameterizedTest
  @EnumSource
  void thatIsConfirmedByTheSameWithoutTheSilence(Forgets how) throws Exception {
    try (AutoCloseable _ = how.between(router)) {
      PathRun run = lab.run("a", lab.straightTo("b") + LINGERING + DIAGNOSED);

      assertThat(run.kinds())
          .as("%s", run)
          .containsExactly(
              how == Forgets.SILENTLY ? FLOW_FORGOTTEN_SILENTLY : FLOW_FORGOTTEN_WITH_RESET);
      assertThat(run.confirmed(run.kinds().getFirst())).isTrue();
      assertThat(run.outcome().at("/diagnosis/repeats").size()).isEqualTo(1);
      assertThat(run.outcome().at("/diagnosis/repeats/0/idleMillis").asInt(-1)).isZero();
      assertThat(run.outcome().at("/diagnosis/repeats/0/verdict").asString())
          .isEqualTo("CLEAN_EOF");
    }
  }

  /** What conntrack takes for invalid isn't translated back, and the NAT's own host resets it. */
  @Test
  void aNatThatForgetsAnswersByAResetOfItsOwn() throws Exception {
    InetSocketAddress responder = new InetSocketAddress(lab.host("b").v4(), DATA);
    try (Rule _ = router.translate(DATA, responder);
        AutoCloseable _ = router.forgetSilently(FORGETS_AFTER_SECONDS)) {
      PathRun run = lab.run("a", lab.through("b") + LINGERING + SILENT);

      assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.RESET);
      assertThat(run.kinds())
          .as("%s", run)
          .containsExactlyInAnyOrder(FLOW_FORGOTTEN_WITH_RESET, ADDRESS_TRANSLATED);
    }
  }

  @Test
  void aNatThatDropsWhatItHasForgottenIsNamed() throws Exception {
    InetSocketAddress responder = new InetSocketAddress(lab.host("b").v4(), DATA);
    try (Rule _ = router.translate(DATA, responder);
        AutoCloseable _ = router.forgetSilentFlows(DATA, DATA, FORGETS_AFTER_SECONDS)) {
      PathRun run = lab.run("a", lab.through("b") + LINGERING + SILENT);

      assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.TIMED_OUT);
      assertThat(run.kinds())
          .as("%s", run)
          .containsExactlyInAnyOrder(FLOW_FORGOTTEN_SILENTLY, ADDRESS_TRANSLATED);
    }
  }

  /** Its only answer to the byte is the reset of the close, and that is what is dropped. */
  @Test
  void whereResetsAreDroppedNoFlowIsSaidToBeForgotten() {
    try (Rule _ = router.dropResets(DATA)) {
      PathRun run =
          lab.run("a", lab.straightTo("b") + "'bytesSent':5,'idleMillis':300,'timeoutMillis':3000");

      assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.TIMED_OUT);
      assertThat(run.kinds())
          .as("%s", run)
          .doesNotContain(FLOW_FORGOTTEN_SILENTLY, FLOW_FORGOTTEN_WITH_RESET);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoIsSilentForLessAccusesNobody(Forgets how) throws Exception {
    List<String> specs =
        List.of(
            LINGERING,
            "'bytesSent':5",
            "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true",
            "'bytesSent':5,'replyBytes':9,'closer':'INITIATOR'");
    int runs = Boolean.getBoolean("soak") ? 100 : 4;
    try (AutoCloseable _ = how.between(router)) {
      Survey survey =
          Survey.of(
              "idle below the limit, forgets " + how,
              runs,
              4,
              specs.stream().map(spec -> spec + BRIEFLY_SILENT + DIAGNOSE).toList(),
              fields -> lab.unkept("a", lab.straightTo("b") + fields),
              Survey.Surveyed::outOfTime);

      assertThat(survey.runs())
          .as("%s", survey)
          .allMatch(run -> run.findings().isEmpty() && run.predicted());
    }
  }

  /** At 1,100 ms it is forgotten for certain; how much sooner is this machine's business. */
  @Test
  void aCampaignFindsForHowLongAFlowMayBeSilent() throws Exception {
    String body =
        """
        {"base": {%s%s,"timeoutMillis":5000},
         "axes": {"idleMillis": {"bisect": [200, 2000], "until": 450}}, "repetitions": 3}
        """
            .formatted(lab.straightTo("b"), LINGERING)
            .replace('\'', '"');
    JsonNode campaign;
    try (AutoCloseable _ = Forgets.SILENTLY.between(router)) {
      campaign = lab.campaign("a", body);
    }

    assertThat(campaign.path("status").asString())
        .as(campaign.toPrettyString())
        .isEqualTo("COMPLETED");
    int above = campaign.at("/limit/above").asInt();
    int atMost = campaign.at("/limit/atMost").asInt();
    assertThat(atMost).as(campaign.toPrettyString()).isBetween(201, 1_100);
    assertThat(atMost - above).isLessThanOrEqualTo(450);
    assertThat(campaign.at("/cells/0/verdicts/CLEAN_EOF").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(campaign.at("/cells/1/verdicts/TIMED_OUT").asInt()).isEqualTo(3);
  }

  @Test
  void manyFlowsMayBeSilentAtOnce() throws Exception {
    int runs = 24;

    assertThat(atOnce(Collections.nCopies(runs, LINGERING)))
        .allMatch(run -> run.verdict() == Verdict.CLEAN_EOF && run.kinds().isEmpty());
  }
}
