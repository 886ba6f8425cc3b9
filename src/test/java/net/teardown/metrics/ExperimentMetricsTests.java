package net.teardown.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.teardown.Finished;
import net.teardown.campaign.Run;
import net.teardown.campaign.RunsFinished;
import net.teardown.experiment.outcome.ExperimentFinished;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.RunFailed;
import net.teardown.experiment.spec.PeerKind;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExperimentMetricsTests {

  private static final Spec UNREAD = sent(5, 1).toSpec();

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ExperimentMetrics metrics = new ExperimentMetrics(registry);

  @Test
  void everyVerdictIsThereAtZeroFromTheStart() {
    List<String> series = lines("teardown_experiments_total{");
    List<String> origins = List.of("request", "campaign", "monitor", "probe");
    int peers = PeerKind.values().length;

    assertThat(series)
        .hasSize(origins.size() * peers * (6 * 2 + 4))
        .allMatch(line -> line.endsWith(" 0.0"));
    for (Verdict verdict : Verdict.values()) {
      List<String> answers = verdict.judged() ? List.of("true", "false") : List.of("none");
      for (String origin : origins) {
        assertThat(answers)
            .allSatisfy(answer ->
                assertThat(series)
                    .contains(
                        "teardown_experiments_total{as_predicted=\"%s\",origin=\"%s\",peer=\"loopback\",verdict=\"%s\"} 0.0"
                            .formatted(answer, origin, verdict.name().toLowerCase(Locale.ROOT))));
      }
    }
  }

  @Test
  void everyDeliveryIsThereAtZeroFromTheStart() {
    assertThat(lines("teardown_replies_total{"))
        .containsExactlyInAnyOrder(
            "teardown_replies_total{delivery=\"none_sent\"} 0.0",
            "teardown_replies_total{delivery=\"whole\"} 0.0",
            "teardown_replies_total{delivery=\"truncated\"} 0.0",
            "teardown_replies_total{delivery=\"lost\"} 0.0",
            "teardown_replies_total{delivery=\"unknown\"} 0.0");
  }

  @Test
  void aRunThatFailsByADefectIsCountedUnderItsOriginFromZeroOn() {
    List<String> origins = List.of("request", "campaign", "monitor", "probe");
    assertThat(lines("teardown_runs_failed_total{"))
        .containsExactlyInAnyOrderElementsOf(
            origins.stream()
                .map(origin -> "teardown_runs_failed_total{origin=\"%s\"} 0.0".formatted(origin))
                .toList());

    metrics.count(new RunFailed(Origin.MONITOR));
    metrics.count(new RunFailed(Origin.SELF_CHECK));

    assertThat(lines("teardown_runs_failed_total{"))
        .contains("teardown_runs_failed_total{origin=\"monitor\"} 1.0")
        .hasSize(origins.size());
  }

  @Test
  void anExperimentIsCountedUnderItsOriginVerdictAndAnswer() {
    finish(Origin.REQUEST, Verdict.RESET, Delivery.NONE_SENT);
    finish(Origin.REQUEST, Verdict.RESET, Delivery.NONE_SENT);
    finish(Origin.PROBE, Verdict.CLEAN_EOF, Delivery.LOST);
    finish(Origin.REQUEST, Verdict.INCONCLUSIVE, Delivery.UNKNOWN);

    assertThat(lines("teardown_experiments_total{").stream().filter(line -> !line.endsWith(" 0.0")))
        .containsExactlyInAnyOrder(
            "teardown_experiments_total{as_predicted=\"true\",origin=\"request\",peer=\"loopback\",verdict=\"reset\"}"
                + " 2.0",
            "teardown_experiments_total{as_predicted=\"false\",origin=\"probe\",peer=\"loopback\",verdict=\"clean_eof\"}"
                + " 1.0",
            "teardown_experiments_total{as_predicted=\"none\",origin=\"request\",peer=\"loopback\",verdict=\"inconclusive\"}"
                + " 1.0");
    assertThat(lines("teardown_replies_total{"))
        .contains(
            "teardown_replies_total{delivery=\"none_sent\"} 2.0",
            "teardown_replies_total{delivery=\"lost\"} 1.0",
            "teardown_replies_total{delivery=\"unknown\"} 1.0");
  }

  @Test
  void aBatchOfACampaignIsCountedRunByRun() {
    metrics.count(
        new RunsFinished(
            Map.of(
                PeerKind.LOOPBACK,
                List.of(
                    run(Verdict.RESET, true),
                    run(Verdict.RESET, true),
                    run(Verdict.REFUSED, null)))));

    assertThat(lines("teardown_experiments_total{").stream().filter(line -> !line.endsWith(" 0.0")))
        .containsExactlyInAnyOrder(
            "teardown_experiments_total{as_predicted=\"true\",origin=\"campaign\",peer=\"loopback\",verdict=\"reset\"}"
                + " 2.0",
            "teardown_experiments_total{as_predicted=\"none\",origin=\"campaign\",peer=\"loopback\",verdict=\"refused\"}"
                + " 1.0");
    assertThat(lines("teardown_experiment_duration_seconds_count{peer=\"loopback\""))
        .containsExactly("teardown_experiment_duration_seconds_count{peer=\"loopback\"} 3");
  }

  private static Run run(Verdict verdict, @Nullable Boolean asPredicted) {
    return new Run(
        0,
        0,
        verdict,
        Delivery.NONE_SENT,
        null,
        asPredicted,
        null,
        null,
        Instant.EPOCH,
        20L,
        60,
        null);
  }

  @Test
  void theSelfCheckIsNotCounted() {
    String before = registry.scrape();

    finish(Origin.SELF_CHECK, Verdict.RESET, Delivery.NONE_SENT);

    assertThat(registry.scrape()).isEqualTo(before);
  }

  @Test
  void durationsFallIntoTenBucketsFrom50MicrosecondsTo5Seconds() {
    finish(Origin.REQUEST, Verdict.RESET, Delivery.NONE_SENT);

    assertThat(lines("teardown_experiment_duration_seconds_bucket{peer=\"loopback\""))
        .containsExactly(
            bucket("5.0E-5", 0),
            bucket("1.0E-4", 0),
            bucket("2.0E-4", 1),
            bucket("5.0E-4", 1),
            bucket("0.001", 1),
            bucket("0.005", 1),
            bucket("0.02", 1),
            bucket("0.1", 1),
            bucket("1.0", 1),
            bucket("5.0", 1),
            bucket("+Inf", 1));
    assertThat(lines("teardown_experiment_duration_seconds_sum{peer=\"loopback\""))
        .containsExactly("teardown_experiment_duration_seconds_sum{peer=\"loopback\"} 1.87E-4");
  }

  private static String bucket(String le, int count) {
    return "teardown_experiment_duration_seconds_bucket{peer=\"loopback\",le=\"%s\"} %d"
        .formatted(le, count);
  }

  private void finish(Origin origin, Verdict verdict, Delivery delivery) {
    metrics.finished(
        new ExperimentFinished(Finished.experiment(origin, UNREAD, verdict, delivery, 187)));
  }

  private List<String> lines(String start) {
    return registry.scrape().lines().filter(line -> line.startsWith(start)).toList();
  }

  private static SpecDraft sent(int bytes, int read) {
    return SpecDraft.of(SpecFields.BYTES_SENT, bytes).with(SpecFields.BYTES_READ, read);
  }
}
