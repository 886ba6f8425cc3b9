package net.teardown.picture;

import java.util.List;

/** What stands in the style elements of the SVG documents, which a content policy may name. */
public final class Styles {

  private Styles() {}

  /** The text of each, as it stands in the documents. */
  public static List<String> all() {
    return List.of(SvgStyle.CSS, SvgHeat.CSS, MeshPicture.CSS);
  }
}
