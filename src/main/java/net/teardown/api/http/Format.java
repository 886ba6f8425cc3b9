package net.teardown.api.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;

/** What an answer can be written as. */
public enum Format {
  JSON(MediaType.APPLICATION_JSON),
  TEXT(new MediaType("text", "plain", StandardCharsets.UTF_8)),
  SVG(new MediaType("image", "svg+xml", StandardCharsets.UTF_8)),
  CSV(new MediaType("text", "csv", StandardCharsets.UTF_8));

  public static final String PARAMETER = "format";

  private final MediaType mediaType;

  Format(MediaType mediaType) {
    this.mediaType = mediaType;
  }

  public MediaType mediaType() {
    return mediaType;
  }

  /** As it stands in {@code ?format=}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All of them, as they stand in {@code ?format=}. */
  static String words() {
    return Arrays.stream(values()).map(Format::word).collect(Collectors.joining(", "));
  }

  static Optional<Format> ofWord(String word) {
    return Arrays.stream(values())
        .filter(format -> format.word().equalsIgnoreCase(word))
        .findFirst();
  }

  /** The first of the acceptable media types, best first, that one of these formats is. */
  static Optional<Format> acceptableTo(List<MediaType> acceptable) {
    return acceptable.stream()
        .flatMap(type ->
            Arrays.stream(values())
                .filter(format -> type.isCompatibleWith(format.mediaType))
                .limit(1))
        .findFirst();
  }
}
