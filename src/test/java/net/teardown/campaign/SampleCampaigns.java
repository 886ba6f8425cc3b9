package net.teardown.campaign;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.formats.SampleOutcomes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Campaigns and their runs, the same in each process. */
public final class SampleCampaigns {

  private static final Instant CREATED = Instant.parse("2026-11-22T10:00:00.123456Z");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private SampleCampaigns() {}

  /** All of them, by name. */
  public static Map<String, Campaign> all() {
    Map<String, Campaign> all = new LinkedHashMap<>();
    all.put("loopback", loopback());
    all.put("server", server());
    return all;
  }

  /** The one with this name. */
  public static Campaign get(String name) {
    return Objects.requireNonNull(all().get(name), name);
  }

  /** A campaign in the middle of its runs, with skipped cells. */
  public static Campaign loopback() {
    return campaign(
        21,
        "größer \"als\" 𝄞",
        "{'bytesSent': 5, 'replyBytes': 9, 'expect': {'verdicts': ['RESET'], 'deliveries': [],"
            + " 'httpStatus': []}}",
        """
        {'shutdownBeforeClose': [false, true], 'bytesRead': [0, 5, 6], 'lingerSeconds': [null, 0]}
        """,
        InvalidCells.SKIP,
        Status.RUNNING);
  }

  /** A campaign over all fields that apply to a server, some in its base. */
  public static Campaign server() {
    return campaign(
        22,
        null,
        """
        {'peer': 'SERVER', 'targetHost': 'shop.example', 'targetPort': 8080, 'chunkBytes': 512,
         'settleMillis': 350, 'timeoutMillis': 20000, 'request': {'base64': 'R0VUIC8NCg0K'}}
        """,
        """
        {'request': [{'text': 'EHLO a\\r\\nCookie: id=12345678\\r\\n'},
                     {'http': {'method': 'POST', 'headers': {'Authorization': 'Bearer c2VjcmV0'},
                               'bodyBytes': 65536}}],
         'writing': ['STOP_AT_ERROR', 'all-then-read'], 'chunkBytes': [1, 1024],
         'pauseMillis': [0, 5], 'settleMillis': [200, 1000]}
        """,
        InvalidCells.REFUSE,
        Status.INTERRUPTED);
  }

  /** The report of a campaign in which nothing varies, before its only run. */
  public static CampaignReport withoutAxes() {
    Campaign campaign =
        campaign(23, null, "{'bytesSent': 5}", "{}", InvalidCells.REFUSE, Status.RUNNING, 1);
    Plan plan = new Planner(JSON).plan(campaign);
    return CampaignReport.of(campaign, plan, new Tallies(1));
  }

  /** The report of {@link #loopback}. */
  public static CampaignReport report() {
    Campaign campaign = loopback();
    Plan plan = new Planner(JSON).plan(campaign);
    Tallies tallies = new Tallies(plan.cells().size());
    tallies.count(runs());
    return CampaignReport.of(campaign, plan, tallies).withUnexpectedKept(2);
  }

  /** Runs of every verdict and every delivery; those of one cell end alike. */
  public static List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    add(runs, Verdict.CLEAN_EOF, Delivery.NONE_SENT, null, true);
    add(runs, Verdict.EOF_THEN_RESET, Delivery.WHOLE, null, false);
    add(runs, Verdict.RESET, Delivery.TRUNCATED, null, true);
    add(runs, Verdict.TIMED_OUT, Delivery.LOST, null, null);
    add(runs, Verdict.REFUSED, Delivery.UNKNOWN, null, null);
    add(runs, Verdict.UNREACHABLE, Delivery.UNKNOWN, null, null);
    add(runs, Verdict.CONNECT_TIMED_OUT, Delivery.UNKNOWN, null, null);
    add(runs, Verdict.KEPT_OPEN, Delivery.WHOLE, null, null);
    add(runs, Verdict.NOT_OBSERVED, Delivery.UNKNOWN, null, null);
    add(runs, Verdict.INCONCLUSIVE, Delivery.UNKNOWN, Reason.DEADLINE_IN_SEND, null);
    return runs;
  }

  /** The same runs as they were stored before runs had {@code met} and {@code httpStatus}. */
  public static List<Run> runsBeforeExpectations() {
    return runs().stream()
        .map(run ->
            new Run(
                run.cell(),
                run.repetition(),
                run.verdict(),
                run.delivery(),
                run.reason(),
                run.asPredicted(),
                null,
                null,
                run.startedAt(),
                run.connectMicros(),
                run.durationMicros(),
                run.experiment()))
        .toList();
  }

  private static void add(
      List<Run> runs,
      Verdict verdict,
      Delivery delivery,
      @Nullable Reason reason,
      @Nullable Boolean asPredicted) {
    int cell = runs.isEmpty() ? 0 : runs.getLast().cell() + 1;
    for (int repetition = 0; repetition <= cell + 1; repetition++) {
      runs.add(
          new Run(
              cell,
              repetition,
              verdict,
              delivery,
              reason,
              asPredicted,
              repetition % 3 == 2 ? null : verdict == Verdict.RESET || repetition == 0,
              verdict == Verdict.KEPT_OPEN ? Integer.valueOf(413 - repetition % 2) : null,
              CREATED.plusNanos(31_000L * cell - 200_000L * repetition),
              verdict.neverConnected() ? null : 10L + 7L * repetition,
              50L + 4_000L * cell * repetition,
              repetition == 0 ? SampleOutcomes.id(100 + cell) : null));
    }
  }

  private static Campaign campaign(
      int number,
      @Nullable String label,
      String base,
      String axes,
      InvalidCells invalidCells,
      Status status) {
    return campaign(number, label, base, axes, invalidCells, status, 200);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // NullAway knows no type arguments that may be null
  private static Campaign campaign(
      int number,
      @Nullable String label,
      String base,
      String axes,
      InvalidCells invalidCells,
      Status status,
      int repetitions) {
    Map<String, List<@Nullable Object>> values =
        JSON.readValue(axes.replace('\'', '"'), LinkedHashMap.class);
    return new Campaign(
        SampleOutcomes.id(number),
        label,
        SampleOutcomes.draft(base),
        values,
        null,
        repetitions,
        12.5,
        invalidCells,
        Long.MIN_VALUE + 4711,
        CREATED,
        "probe-a",
        SampleOutcomes.id(12),
        status,
        1_600,
        88,
        "why",
        CREATED.plusSeconds(1),
        status.active() ? null : CREATED.plusSeconds(2));
  }
}
