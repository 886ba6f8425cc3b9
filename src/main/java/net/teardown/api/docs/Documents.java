package net.teardown.api.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import net.teardown.api.page.Shell;
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

  /** The images in the documents: the ladders of these scenarios, as they were once drawn. */
  private static final Map<String, String> IMAGES =
      Map.of(
          "reset.svg", "echo-many-bytes",
          "hidden-reset.svg", "echo-many-bytes-shutdown",
          "lingering-close.svg", "lingering-close");

  private final Rendering rendering;
  private final Map<String, Document> rendered = new ConcurrentHashMap<>();

  Documents(Shell shell) {
    this.rendering = new Rendering(PARTS, IMAGES, shell);
  }

  /** The names of all documents, in the order of the contents. */
  static List<String> names() {
    return PARTS.values().stream().flatMap(List::stream).toList();
  }

  /** The names of the images in the documents. */
  static Set<String> images() {
    return IMAGES.keySet();
  }

  /** All documents but the contents, in the order of the contents. */
  Stream<Document> all() {
    return names().stream().map(name -> named(name).orElseThrow());
  }

  /** Whether a document shows the ladder of this scenario as an example. */
  boolean show(String scenario) {
    return all().anyMatch(document -> document.examples().contains(scenario));
  }

  /** What was found, as a page like those of the documents. */
  String page(Found found) {
    return rendering.of(found);
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
    return IMAGES.containsKey(name) ? Optional.of(text("images/" + name)) : Optional.empty();
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
