package net.teardown.api.campaign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
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

  private static Table table(CampaignPlanView plan) {
    Map<String, @Nullable Object> any =
        plan.cells().isEmpty() ? Map.of() : plan.cells().getFirst().point();
    List<String> head = new ArrayList<>(List.of("cell"));
    head.addAll(any.keySet());
    head.addAll(List.of("predicted", "predictedDelivery", "undecidable", "refused"));
    Table table = new Table(head.toArray(String[]::new));
    plan.cells()
        .forEach(cell ->
            table.row(
                row(
                    cell.cell(),
                    cell.point(),
                    words(cell.predicted()),
                    words(cell.predictedDelivery()),
                    words(cell.undecidable()),
                    null)));
    plan.skipped()
        .forEach(
            cell -> table.row(row(cell.cell(), cell.point(), null, null, null, cell.message())));
    return table;
  }

  private static @Nullable Object[] row(
      int cell, Map<String, @Nullable Object> point, @Nullable Object... others) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(cell);
    point.values().forEach(value -> row.add(PointValue.plain(value)));
    row.addAll(Arrays.asList(others));
    return row.toArray();
  }

  private static String words(Collection<? extends Enum<?>> constants) {
    return constants.stream().map(Enum::name).collect(Collectors.joining(" "));
  }

  private static Table table(CampaignPage page) {
    Table table =
        new Table("createdAt", "status", "done", "total", "label", "vantage", "message", "id");
    page.items()
        .forEach(item ->
            table.row(
                item.createdAt(),
                item.status(),
                item.done(),
                item.total(),
                item.label(),
                item.vantage(),
                item.message(),
                item.id()));
    return table;
  }
}
