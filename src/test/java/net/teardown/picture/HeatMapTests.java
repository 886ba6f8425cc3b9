package net.teardown.picture;

import static org.assertj.core.api.Assertions.assertThat;

import net.teardown.campaign.CampaignReport;
import net.teardown.campaign.SampleCampaigns;
import org.junit.jupiter.api.Test;

class HeatMapTests {

  @Test
  void nothingButAllIsAHundredPercentAndNothingButNoneIsZero() {
    assertThat(Heat.percent(1)).isEqualTo("100%");
    assertThat(Heat.percent(0.9999)).isEqualTo("99%");
    assertThat(Heat.percent(0.5)).isEqualTo("50%");
    assertThat(Heat.percent(0.0001)).isEqualTo("1%");
    assertThat(Heat.percent(0)).isEqualTo("0%");
  }

  @Test
  void whereNothingVariesTheOneCellHasNoNameAndIsNotSeveral() {
    CampaignReport report = SampleCampaigns.withoutAxes();

    assertThat(HeatMap.svg(report))
        .contains("<title>no run, 0 runs")
        .contains("1 cell, 1 run each");
    assertThat(HeatMap.text(report, true)).contains("1 cell, 1 run each");
  }

  @Test
  void itSaysToWhomItsRunsConnectAndWhenItWasOrdered() {
    assertThat(HeatMap.text(SampleCampaigns.withoutAxes(), true))
        .containsPattern("on loopback, ordered at \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\n");
  }

  @Test
  void whatIsLeftOutSaysSo() {
    assertThat(Heat.value(null)).isEqualTo("unset");
    assertThat(Heat.value(131_072)).isEqualTo("128\u00a0KiB");
    assertThat(Heat.value(102_400)).isEqualTo("102,400");
    assertThat(Heat.value(9)).isEqualTo("9");
  }
}
