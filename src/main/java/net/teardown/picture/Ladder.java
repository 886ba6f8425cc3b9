package net.teardown.picture;

import net.teardown.experiment.outcome.Outcome;

/**
 * The ladder diagram of one outcome: two lifelines, what each end called, what crossed the wire,
 * the verdict and why.
 */
public final class Ladder {

  private Ladder() {}

  /**
   * For a terminal, at most 80 columns wide.
   *
   * @param ascii plain ASCII instead of box-drawing characters and arrows
   */
  public static String text(Outcome outcome, boolean ascii) {
    return TextLadder.draw(Picture.of(outcome), ascii ? Glyphs.ASCII : Glyphs.UNICODE);
  }

  /** As an SVG document that reads in light and dark. */
  public static String svg(Outcome outcome) {
    return SvgLadder.draw(Picture.of(outcome));
  }
}
