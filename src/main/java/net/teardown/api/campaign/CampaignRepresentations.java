package net.teardown.api.campaign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import net.teardown.campaign.CampaignReport;
import net.teardown.campaign.PointValue;
import net.teardown.picture.HeatMap;
import net.teardown.picture.Table;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Registers the representations of a campaign's report. */
@Configuration(proxyBeanMethods = false)
public class CampaignRepresentations {

  @Bean
  public static Representations<CampaignReport> ofReport() {
    return Representations.of(
        CampaignReport.class,
        Representation.json(CampaignView.class, CampaignView::of),
        Representation.text(Format.TEXT, "Heat map and table", HeatMap::text),
        Representation.text(Format.SVG, "The heat map", HeatMap::svg),
        Representation.text(Format.CSV, "A row per cell", CampaignCsv::summary));
  }

  @Bean
  static Representations<CampaignPage> ofPage() {
    return Representations.of(
        CampaignPage.class,
        Representation.json(CampaignPage.class, Function.identity()),
        Representation.text(Format.TEXT, "A line each", (page, ascii) -> table(page).text(ascii)),
        Representation.text(Format.CSV, "A row each", page -> table(page).csv()));
  }

  @Bean
  static Representations<CampaignPlanView> ofPlan() {
    return Representations.of(
        CampaignPlanView.class,
        Representation.json(CampaignPlanView.class, Function.identity()),
        Representation.text(
            Format.TEXT, "A line per cell", (plan, ascii) -> table(plan).text(ascii)),
        Representation.text(Format.CSV, "A row per cell", plan -> table(plan).csv()));
  }

  @Bean
  static Representations<CampaignRunPage> ofRuns(JsonMapper mapper) {
    return Representations.of(
        CampaignRunPage.class,
        Representation.json(CampaignRunPage.class, Function.identity()),
        Representation.text(Format.TEXT, "A line each", (page, ascii) -> table(page).text(ascii)),
        Representation.text(Format.CSV, "A row each", page -> table(page).csv()),
        Representation.text(
            Format.NDJSON,
            "A run in each line",
            page ->
                page.items().stream()
                    .map(run -> mapper.writeValueAsString(run) + "\n")
                    .collect(Collectors.joining())));
  }

  private static Table table(CampaignRunPage page) {
    Table table = new Table(head(List.of("cell", "repetition"), page.axes(), CampaignCsv.OF_A_RUN));
    for (CampaignRunView run : page.items()) {
      table.row(
          row(
              List.of(run.cell(), run.repetition()),
              run.point(),
              run.startedAt(),
              run.verdict(),
              run.delivery(),
              run.reason(),
              run.asPredicted(),
              run.met(),
              run.httpStatus(),
              run.connectMicros(),
              run.durationMicros(),
              run.experiment()));
    }
    return table;
  }

  private static Table table(CampaignPlanView plan) {
    // A plan without a cell to run is refused.
    Set<String> axes = plan.cells().getFirst().point().keySet();
    Table table =
        new Table(
            head(
                List.of("cell"),
                axes,
                List.of("predicted", "predictedDelivery", "undecidable", "refused")));
    plan.cells()
        .forEach(cell ->
            table.row(
                row(
                    List.of(cell.cell()),
                    cell.point(),
                    words(cell.predicted()),
                    words(cell.predictedDelivery()),
                    words(cell.undecidable()),
                    null)));
    plan.skipped()
        .forEach(cell ->
            table.row(row(List.of(cell.cell()), cell.point(), null, null, null, cell.message())));
    return table;
  }

  private static String[] head(List<String> before, Collection<String> axes, List<String> behind) {
    return Stream.of(before, axes, behind).flatMap(Collection::stream).toArray(String[]::new);
  }

  /** The values of the axes between those before and those behind them. */
  private static @Nullable Object[] row(
      List<?> before, Map<String, @Nullable Object> point, @Nullable Object... behind) {
    List<@Nullable Object> row = new ArrayList<>(before);
    point.values().forEach(value -> row.add(PointValue.plain(value)));
    row.addAll(Arrays.asList(behind));
    return row.toArray();
  }

  private static String words(Collection<? extends Enum<?>> constants) {
    return constants.stream().map(Enum::name).collect(Collectors.joining(" "));
  }

  private static Table table(CampaignPage page) {
    Table table =
        new Table(
            "createdAt",
            "status",
            "done",
            "total",
            "label",
            "target",
            "axes",
            "bisect",
            "vantage",
            "message",
            "id");
    page.items()
        .forEach(item ->
            table.row(
                item.createdAt(),
                item.status(),
                item.done(),
                item.total(),
                item.label(),
                item.target(),
                item.axes().isEmpty() ? null : String.join(" ", item.axes()),
                item.bisect(),
                item.vantage(),
                item.message(),
                item.id()));
    return table;
  }
}
