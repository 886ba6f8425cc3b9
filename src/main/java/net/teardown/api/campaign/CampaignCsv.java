package net.teardown.api.campaign;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.campaign.Bisection;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.CampaignReport;
import net.teardown.campaign.CampaignService;
import net.teardown.campaign.CellStatistics;
import net.teardown.campaign.Percentiles;
import net.teardown.campaign.Plan;
import net.teardown.campaign.PointValue;
import net.teardown.campaign.Rate;
import net.teardown.campaign.Run;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import net.teardown.picture.Table;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** Writes campaigns as comma-separated values (RFC 4180): a row per cell, or a row per run. */
public final class CampaignCsv {

  /** The columns of a run, behind its place and its point. */
  static final List<String> OF_A_RUN =
      List.of(
          "startedAt",
          "verdict",
          "delivery",
          "reason",
          "asPredicted",
          "met",
          "httpStatus",
          "connectMicros",
          "durationMicros",
          "experiment");

  private static final int PAGE = 5_000;

  /**
   * The number of rows after which the thread yields: a fast reader would keep a carrier thread
   * busy to the end.
   */
  private static final int ROWS_PER_YIELD = 250;

  private CampaignCsv() {}

  /** A row per cell that is run. */
  static String summary(CampaignReport report) {
    Set<String> axes = report.campaign().axes().keySet();
    StringBuilder out = new StringBuilder();
    try (CSVPrinter csv = new CSVPrinter(out, CSVFormat.RFC4180)) {
      List<Object> head = new ArrayList<>(List.of("cell"));
      head.addAll(axes);
      head.addAll(List.of("runs", "judged"));
      Stream.of(Verdict.values()).map(Verdict::name).forEach(head::add);
      Stream.of(Delivery.values()).map(Delivery::name).forEach(head::add);
      for (String rate :
          List.of("resetRate", "visibleResetRate", "wholeRate", "asPredicted", "met")) {
        head.addAll(List.of(rate, rate + "Low", rate + "High"));
      }
      head.add("httpStatuses");
      for (String duration : List.of("connectMicros", "durationMicros")) {
        head.addAll(List.of(duration + "P50", duration + "P90", duration + "P99"));
      }
      Bisection bisect = report.campaign().bisect();
      if (bisect != null) {
        head.add("limit");
      }
      csv.printRecord(head);
      for (int cell : report.plan().valid()) {
        List<@Nullable Object> row = row(cell, report.plan().point(cell), report.of(cell));
        if (bisect != null) {
          row.add(limit(report.plan().point(cell).get(bisect.axis()), report.limit()));
        }
        csv.printRecord(row);
      }
    } catch (IOException e) {
      throw new AssertionError("memory can be written", e);
    }
    return out.toString();
  }

  /** Which end of the interval a value is; null if none. */
  private static @Nullable String limit(@Nullable Object value, Bisection.@Nullable Limit limit) {
    if (limit == null || value == null) {
      return null;
    }
    return value.equals(limit.above()) ? "above" : value.equals(limit.atMost()) ? "atMost" : null;
  }

  private static List<@Nullable Object> row(
      int cell, Map<String, @Nullable Object> point, CellStatistics statistics) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(cell);
    point.values().forEach(value -> row.add(Table.cell(PointValue.plain(value))));
    row.add(statistics.runs());
    row.add(statistics.judged());
    for (Verdict verdict : Verdict.values()) {
      row.add(statistics.verdicts().getOrDefault(verdict, 0));
    }
    for (Delivery delivery : Delivery.values()) {
      row.add(statistics.deliveries().getOrDefault(delivery, 0));
    }
    add(row, statistics.resetRate());
    add(row, statistics.visibleResetRate());
    add(row, statistics.wholeRate());
    add(row, statistics.asPredicted());
    add(row, statistics.met());
    row.add(
        statistics.httpStatuses().entrySet().stream()
            .map(status -> status.getKey() + ":" + status.getValue())
            .collect(Collectors.joining(" ")));
    add(row, statistics.connect());
    add(row, statistics.duration());
    return row;
  }

  private static void add(List<@Nullable Object> row, @Nullable Rate rate) {
    row.add(rate == null ? null : decimal(rate.rate()));
    row.add(rate == null ? null : decimal(rate.low()));
    row.add(rate == null ? null : decimal(rate.high()));
  }

  private static void add(List<@Nullable Object> row, @Nullable Percentiles percentiles) {
    row.add(percentiles == null ? null : percentiles.p50());
    row.add(percentiles == null ? null : percentiles.p90());
    row.add(percentiles == null ? null : percentiles.p99());
  }

  private static String decimal(double share) {
    return String.format(Locale.ROOT, "%.6f", share);
  }

  /**
   * Writes a row per run. Runs are read page by page, so a slow reader holds no database
   * connection.
   */
  @SuppressWarnings("ThreadPriorityCheck") // nothing else gives up the carrier thread
  public static void runs(CampaignService service, Campaign campaign, Writer out)
      throws IOException {
    Plan plan = service.plan(campaign);
    int cells = plan.cells().size();
    CSVPrinter csv = new CSVPrinter(out, CSVFormat.RFC4180);
    List<Object> head = new ArrayList<>(List.of("cell", "repetition"));
    head.addAll(campaign.axes().keySet());
    head.addAll(OF_A_RUN);
    csv.printRecord(head);
    long from = 0;
    List<Run> page = service.runs(campaign.id(), from, PAGE);
    while (!page.isEmpty()) {
      if (page.stream().mapToInt(Run::cell).max().orElse(0) >= cells) {
        // A search has gone on meanwhile.
        plan = service.plan(service.find(campaign.id()).orElse(campaign));
        cells = plan.cells().size();
      }
      for (int i = 0; i < page.size(); i++) {
        csv.printRecord(row(page.get(i), plan.point(page.get(i).cell())));
        if (i % ROWS_PER_YIELD == 0) {
          Thread.yield();
        }
      }
      csv.flush();
      from += page.size();
      page = page.size() < PAGE ? List.of() : service.runs(campaign.id(), from, PAGE);
    }
    csv.flush();
  }

  private static List<@Nullable Object> row(Run run, Map<String, @Nullable Object> point) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(run.cell());
    row.add(run.repetition());
    point.values().forEach(value -> row.add(Table.cell(PointValue.plain(value))));
    row.add(run.startedAt());
    row.add(run.verdict());
    row.add(run.delivery());
    row.add(run.reason());
    row.add(run.asPredicted());
    row.add(run.met());
    row.add(run.httpStatus());
    row.add(run.connectMicros());
    row.add(run.durationMicros());
    row.add(run.experiment());
    return row;
  }
}
