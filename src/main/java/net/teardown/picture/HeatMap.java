package net.teardown.picture;

import net.teardown.campaign.CampaignReport;

/** The heat map of a campaign: its rates over two axes. */
public final class HeatMap {

  private HeatMap() {}

  /**
   * For a terminal: the map, and a line for each cell.
   *
   * @param ascii plain ASCII instead of shades
   */
  public static String text(CampaignReport report, boolean ascii) {
    return TextHeat.draw(Heat.of(report), ascii ? Glyphs.ASCII : Glyphs.UNICODE);
  }

  /** As an SVG document that reads in light and dark. */
  public static String svg(CampaignReport report) {
    return SvgHeat.draw(Heat.of(report));
  }
}
