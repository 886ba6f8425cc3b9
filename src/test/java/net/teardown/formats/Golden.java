package net.teardown.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of {@code src/test/resources/formats} that holds a format as a release writes it. What is
 * written now must be what stands there, and what stands there must be read as what was written;
 * whatever fails says which format of which release it is.
 *
 * <p>{@code -Dformats.write=true} writes the files anew from what is written now, in place of
 * comparing. That is for a format that isn't released yet, or has got one value more; look at the
 * difference before it is committed. What a release wrote stays as it is, to be read for ever.
 */
public final class Golden {

  private static final String RELEASE = "0.1.0";

  private static final Path FOLDER = Path.of("src/test/resources/formats", RELEASE);
  private static final boolean WRITES = Boolean.getBoolean("formats.write");
  private static final int BYTES_TO_A_LINE = 32;

  private static final JsonMapper PRETTY =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final String file;

  private Golden(String file) {
    this.file = file;
  }

  /**
   * A file of the release.
   *
   * @param file {@code stored/runs.hex}; what it is called before the dot is the format's name
   */
  public static Golden of(String file) {
    return new Golden(file);
  }

  /** Whether this JSON is what the file holds, the order of fields included. */
  public void isWrittenAs(String json) {
    String now = pretty(json);
    if (!writes(now)) {
      same(now, pretty(text()));
    }
  }

  /** Whether this JSON is what the file holds, in whatever order its objects' fields are. */
  public void isWrittenInAnyOrderAs(String json) {
    if (!writes(pretty(json))) {
      same(sorted(json), sorted(text()));
    }
  }

  /** Whether this text is what the file holds. */
  public void isWrittenAsText(String text) {
    if (!writes(text)) {
      same(text, text());
    }
  }

  /** Whether these bytes are what the file holds in hexadecimal digits. */
  public void isWrittenAs(byte[] bytes) {
    StringBuilder lines = new StringBuilder();
    for (int at = 0; at < bytes.length; at += BYTES_TO_A_LINE) {
      int until = Math.min(bytes.length, at + BYTES_TO_A_LINE);
      lines.append(HexFormat.of().formatHex(bytes, at, until)).append('\n');
    }
    isWrittenAsText(lines.toString());
  }

  /**
   * Whether the file is read as this, compared field by field.
   *
   * @param reading what reads it
   */
  public <T> void isReadAs(T expected, Function<String, ? extends T> reading) {
    assertThat(read(reading))
        .as(() -> this + " is read as something else than what was written")
        .usingRecursiveComparison()
        .isEqualTo(expected);
  }

  /** What the file is read as. */
  public <T> T read(Function<String, T> reading) {
    String text = text();
    try {
      return reading.apply(text);
    } catch (RuntimeException e) {
      throw new AssertionError("%s can't be read any more: %s".formatted(this, e.getMessage()), e);
    }
  }

  /**
   * Whether every word that the file holds is written still. More words may have come, and words of
   * one field may have another order: by name, that is nobody's harm.
   *
   * @param now the words by the fields that they stand in, as {@link Words} finds them
   */
  public void holdsWords(Map<String, List<String>> now) {
    if (writes(pretty(PRETTY.writeValueAsString(now)))) {
      return;
    }
    PRETTY
        .readValue(text(), new TypeReference<Map<String, List<String>>>() {})
        .forEach((field, words) ->
            assertThat(now.getOrDefault(field, List.of()))
                .as(() -> "%s: the words that '%s' may say".formatted(this, field))
                .containsAll(words));
  }

  /** What the file holds. */
  public String text() {
    try {
      return Files.readString(path());
    } catch (IOException e) {
      throw new AssertionError(
          "%s has no file %s: -Dformats.write=true writes it".formatted(this, path()), e);
    }
  }

  /** The bytes that the file holds in hexadecimal digits. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(text().replaceAll("\\s", ""));
  }

  /** {@code format stored/runs of 0.1.0}. */
  @Override
  public String toString() {
    return "format %s of %s".formatted(file.replaceFirst("\\.\\w+$", ""), RELEASE);
  }

  private void same(String now, String held) {
    assertThat(stream(now))
        .as(() -> "%s isn't written as %s has it".formatted(this, path()))
        .hasSameContentAs(stream(held));
  }

  private boolean writes(String now) {
    if (WRITES) {
      try {
        Files.createDirectories(path().getParent());
        Files.writeString(path(), now.endsWith("\n") ? now : now + "\n");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return WRITES;
  }

  private Path path() {
    return FOLDER.resolve(file);
  }

  private static String pretty(String json) {
    return PRETTY.writeValueAsString(PRETTY.readTree(json)) + "\n";
  }

  private static String sorted(String json) {
    return PRETTY
        .writer()
        .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .writeValueAsString(PRETTY.readValue(json, Object.class));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }
}
