package net.teardown.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.zip.InflaterInputStream;
import net.teardown.api.campaign.CampaignAnswers;
import net.teardown.api.campaign.CampaignCsv;
import net.teardown.api.campaign.CampaignItem;
import net.teardown.api.campaign.CampaignRepresentations;
import net.teardown.api.campaign.ProgressView;
import net.teardown.api.http.Format;
import net.teardown.campaign.CampaignReport;
import net.teardown.campaign.CampaignService;
import net.teardown.campaign.SampleCampaigns;
import net.teardown.formats.Golden;
import org.junit.jupiter.api.Test;

/** Tests the format of campaigns in the API. */
class CampaignFormatIT {

  @Test
  void aCampaignIsAnsweredAsItWas() throws Exception {
    Golden.of("campaign/campaign.json").isWrittenAs(answer(Format.JSON));
  }

  @Test
  void aCampaignIsAnsweredInTheSameColumns() throws Exception {
    Golden.of("campaign/campaign.csv").isWrittenAsText(answer(Format.CSV).replace("\r\n", "\n"));
  }

  @Test
  void theRunsOfACampaignAreAnsweredInTheSameColumns() throws Exception {
    CampaignReport report = SampleCampaigns.report();
    CampaignService service = mock();
    when(service.plan(report.campaign())).thenReturn(report.plan());
    when(service.runs(eq(report.campaign().id()), eq(0L), anyInt()))
        .thenReturn(SampleCampaigns.runs());
    StringWriter written = new StringWriter();

    CampaignCsv.runs(service, report.campaign(), written);

    Golden.of("campaign/runs.csv").isWrittenAsText(written.toString().replace("\r\n", "\n"));
  }

  @Test
  void anItemOfAListIsAnsweredAsItWas() {
    Golden.of("campaign/item.json")
        .isWrittenAs(ApiJson.written(CampaignItem.of(SampleCampaigns.server())));
  }

  @Test
  void anEventIsToldAsItWas() {
    Golden.of("campaign/progress.json")
        .isWrittenAs(
            ApiJson.mapper()
                .writeValueAsString(ProgressView.of(SampleCampaigns.loopback(), 0, null)));
  }

  private static String answer(Format format) throws IOException {
    CampaignReport report = SampleCampaigns.report();
    byte[] packed =
        new CampaignAnswers(ApiJson.mapper())
            .pack(report, CampaignRepresentations.ofReport().in(format))
            .deflated();
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
