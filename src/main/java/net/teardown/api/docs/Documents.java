package net.teardown.api.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * Reads the documents in the jar. Only names on this list are looked up, so a name from a caller
 * never becomes a path.
 */
@Component
final class Documents {

  /** The name of the contents, at {@code /docs/}, which are generated here. */
  static final String CONTENTS = "";

  /** The documents by part, in the order of the contents. */
  private static final Map<String, List<String>> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("Begin", List.of("start", "page", "symptoms", "why"));
    PARTS.put(
        "Run", List.of("experiments", "campaigns", "servers", "pipeline", "paths", "scenarios"));
    PARTS.put(
        "Watch",
        List.of("probes", "monitors", "metrics", "prometheus", "from-blackbox", "runbook"));
    PARTS.put("Operate", List.of("configuration", "security", "containers", "kubernetes"));
    PARTS.put("Measured", List.of("performance", "atlas"));
    PARTS.put("Develop", List.of("architecture", "extending"));
  }

  private static final List<String> IMAGES =
      List.of("reset.svg", "hidden-reset.svg", "lingering-close.svg");

  private final Rendering rendering = new Rendering(PARTS);
  private final Map<String, Document> rendered = new ConcurrentHashMap<>();

  /** The names of all documents, in the order of the contents. */
  static List<String> names() {
    return PARTS.values().stream().flatMap(List::stream).toList();
  }

  /** The names of the images in the documents. */
  static List<String> images() {
    return IMAGES;
  }

  /**
   * A document, or the contents under {@link #CONTENTS}.
   *
   * @return empty if there is no document of this name
   */
  Optional<Document> named(String name) {
    if (!name.equals(CONTENTS) && !names().contains(name)) {
      return Optional.empty();
    }
    return Optional.of(
        rendered.computeIfAbsent(
            name, one -> rendering.of(one, one.equals(CONTENTS) ? contents() : text(one + ".md"))));
  }

  /**
   * An image of a document.
   *
   * @return empty if there is no image of this name
   */
  Optional<String> image(String name) {
    return IMAGES.contains(name) ? Optional.of(text("images/" + name)) : Optional.empty();
  }

  private String contents() {
    StringBuilder page =
        new StringBuilder("# Teardown: the documents\n\n")
            .append("Each page begins with what it is for and its shortest useful command. ")
            .append("The API itself is described at [/swagger-ui.html](/swagger-ui.html).\n");
    PARTS.forEach((part, names) -> {
      page.append("\n## ").append(part).append("\n\n");
      names.forEach(name ->
          page.append("- [%s](%s.md)%n".formatted(rendering.title(text(name + ".md")), name)));
    });
    return page.toString();
  }

  private static String text(String file) {
    try (InputStream in = new ClassPathResource("docs/" + file).getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The document " + file + " isn't in the jar", e);
    }
  }
}
