package net.teardown.picture;

import net.teardown.campaign.CampaignReport;

/** Renders the heat map of a campaign: its rates over two axes. */
public final class HeatMap {

  private HeatMap() {}

  /**
   * Renders it for a terminal: the maps, and a line for each cell.
   *
   * @param ascii plain ASCII instead of shades
   */
  public static String text(CampaignReport report, boolean ascii) {
    return TextHeat.draw(Heat.of(report), ascii ? Glyphs.ASCII : Glyphs.UNICODE);
  }

  /** Renders it as an SVG document for light and dark themes. */
  public static String svg(CampaignReport report) {
    return SvgHeat.draw(Heat.of(report));
  }
}
