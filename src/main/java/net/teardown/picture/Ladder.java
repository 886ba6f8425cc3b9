package net.teardown.picture;

import net.teardown.experiment.outcome.Experiment;

/**
 * Renders the ladder diagram of one experiment: two lifelines, each end's calls, the segments
 * between them, the verdict and its explanation.
 */
public final class Ladder {

  private Ladder() {}

  /**
   * Renders it for a terminal, at most 80 columns wide.
   *
   * @param ascii plain ASCII instead of box-drawing characters and arrows
   */
  public static String text(Experiment made, boolean ascii) {
    return TextLadder.draw(Picture.of(made), ascii ? Glyphs.ASCII : Glyphs.UNICODE);
  }

  /** What there is to draw, for who draws it. */
  public static Picture picture(Experiment made) {
    return Picture.of(made);
  }

  /** Renders it as an SVG document for light and dark themes. */
  public static String svg(Experiment made) {
    return SvgLadder.draw(Picture.of(made));
  }
}
