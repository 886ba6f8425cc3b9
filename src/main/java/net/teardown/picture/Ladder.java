package net.teardown.picture;

import net.teardown.experiment.outcome.Experiment;

/**
 * The ladder diagram of one experiment: two lifelines, what each end called, what crossed the wire,
 * the verdict and why.
 */
public final class Ladder {

  private Ladder() {}

  /**
   * For a terminal, at most 80 columns wide.
   *
   * @param ascii plain ASCII instead of box-drawing characters and arrows
   */
  public static String text(Experiment made, boolean ascii) {
    return TextLadder.draw(Picture.of(made), ascii ? Glyphs.ASCII : Glyphs.UNICODE);
  }

  /** As an SVG document that reads in light and dark. */
  public static String svg(Experiment made) {
    return SvgLadder.draw(Picture.of(made));
  }
}
