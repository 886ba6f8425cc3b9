package net.teardown.experiment.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/**
 * Translates a spec in the form of 0.1.0. There the fields of {@code server} stood at the top
 * level, {@code "peer": "SERVER"} alone named a server, and {@code settleMillis} meant both {@code
 * silenceMillis} and today's {@code settleMillis}. The probes file took {@code bytes-sent} as well
 * as {@code bytesSent}. Stored specs and files are translated; requests aren't.
 */
public final class FlatSpec {

  private static final Map<String, List<SpecField<?>>> PLACES =
      Map.of(
          "request", List.of(SpecFields.REQUEST),
          "writing", List.of(SpecFields.WRITING),
          "chunkBytes", List.of(SpecFields.CHUNK_BYTES),
          "pauseMillis", List.of(SpecFields.PAUSE_MILLIS),
          "settleMillis", List.of(SpecFields.SETTLE_MILLIS, SpecFields.SILENCE_MILLIS));

  private static final Pattern DASH = Pattern.compile("-([a-z])");

  private FlatSpec() {}

  /** The fields that this top-level name of 0.1.0 stood for; none if 0.1.0 had no such name. */
  public static List<SpecField<?>> fieldsOf(String name) {
    return PLACES.getOrDefault(name, List.of());
  }

  /**
   * Returns the tree in today's form; an equal tree if it has that form already.
   *
   * @throws InvalidSpec if a field is given twice, at its old place and at its new one
   */
  public static Map<String, @Nullable Object> translated(Map<?, ?> tree) {
    Map<String, @Nullable Object> translated = plain(tree);
    Map<String, @Nullable Object> server = new LinkedHashMap<>();
    PLACES.forEach((name, fields) -> {
      Object value = translated.remove(name);
      if (value != null) {
        fields.forEach(field -> server.put(field.name(), value));
      }
    });
    if (translated.get("server") instanceof Map<?, ?> said) {
      plain(said)
          .forEach((name, value) -> {
            if (server.put(name, value) != null) {
              throw new InvalidSpec(
                  List.of(
                      new Violation(
                          SpecFields.SERVER.pointer() + "/" + name,
                          "stands outside 'server' too, as it did in 0.1.0: leave that out")));
            }
          });
    }
    if (!server.isEmpty() || "SERVER".equals(translated.get("peer"))) {
      translated.put("server", server);
    }
    return translated;
  }

  /** Returns the tree with its keys in camel case. */
  private static Map<String, @Nullable Object> plain(Map<?, ?> tree) {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    tree.forEach((key, value) -> {
      String name = camelCase(String.valueOf(key));
      plain.put(
          name,
          value instanceof Map<?, ?> object && !name.equals("headers") ? plain(object) : value);
    });
    return plain;
  }

  private static String camelCase(String key) {
    return DASH.matcher(key).replaceAll(dash -> dash.group(1).toUpperCase(Locale.ROOT));
  }
}
