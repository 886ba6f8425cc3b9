package net.teardown.api.page;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Tells people from programs by the header Accept: browsers name HTML in it and want it more than
 * JSON, or as much and name it first. A program that takes anything doesn't name it.
 */
final class WantsHtml {

  private WantsHtml() {}

  /**
   * Whether HTML is wanted rather than JSON.
   *
   * @param accept the header; null if there is none, and one that can't be read wants nothing
   */
  static boolean in(@Nullable String accept) {
    if (accept == null) {
      return false;
    }
    List<MediaType> types;
    try {
      types = MediaType.parseMediaTypes(accept);
    } catch (InvalidMediaTypeException _) {
      return false;
    }
    MediaType html = null;
    MediaType json = null;
    for (MediaType type : types) {
      if (html == null && type.equalsTypeAndSubtype(MediaType.TEXT_HTML)) {
        html = type;
      }
      if (type.includes(MediaType.APPLICATION_JSON)
          && (json == null || type.isMoreSpecific(json))) {
        json = type;
      }
    }
    if (html == null || html.getQualityValue() == 0) {
      return false;
    }
    double ofJson = json == null ? 0 : json.getQualityValue();
    return html.getQualityValue() > ofJson
        || (html.getQualityValue() == ofJson && types.indexOf(html) < types.indexOf(json));
  }
}
