package net.teardown.api.campaign;

import java.util.function.Function;
import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import net.teardown.campaign.CampaignReport;
import net.teardown.picture.HeatMap;
import net.teardown.picture.Table;
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
