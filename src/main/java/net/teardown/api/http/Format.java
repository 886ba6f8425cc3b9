package net.teardown.api.http;

import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;

/**
 * A format in which an answer can be written.
 *
 * @param word its name in {@code ?format=}, in lower case
 */
public record Format(String word, MediaType mediaType) {

  public static final String PARAMETER = "format";

  public static final Format JSON = new Format("json", MediaType.APPLICATION_JSON);
  public static final Format TEXT =
      new Format("text", new MediaType("text", "plain", StandardCharsets.UTF_8));
  public static final Format SVG =
      new Format("svg", new MediaType("image", "svg+xml", StandardCharsets.UTF_8));
  public static final Format CSV =
      new Format("csv", new MediaType("text", "csv", StandardCharsets.UTF_8));

  /** A line of JSON for each item of a list. */
  public static final Format NDJSON =
      new Format("ndjson", new MediaType("application", "x-ndjson"));

  /** The media type without charset, as operations declare it and documents name it. */
  public String typeAndSubtype() {
    return mediaType.getType() + "/" + mediaType.getSubtype();
  }
}
