package net.teardown.api.campaign;

import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import net.teardown.campaign.CampaignReport;
import net.teardown.picture.HeatMap;
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
}
