package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import net.teardown.formats.Page;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests that the page on configuration matches the configuration metadata that the compiler
 * generates.
 */
class ConfigurationPageTests {

  @Test
  void thePageHasEveryPropertyWithItsDefault() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("| property | type | default | what it is |");
    lines.add("|---|---|---|---|");
    for (JsonNode property : properties()) {
      JsonNode fallback = property.path("defaultValue");
      lines.add(
          Page.row(
              "`%s`".formatted(property.get("name").stringValue()),
              type(property.get("type").stringValue()),
              fallback.isMissingNode() ? "" : "`%s`".formatted(text(fallback)),
              property.get("description").stringValue().replaceAll("\\{@code ([^}]*)}", "`$1`")));
    }
    assertThat(lines).hasSizeGreaterThan(25);
    Page.named("configuration").holds("properties", lines);
  }

  private static JsonNode properties() throws IOException {
    try (InputStream metadata =
        Objects.requireNonNull(
            Teardown.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"))) {
      return new JsonMapper().readTree(metadata).get("properties");
    }
  }

  private static String text(JsonNode fallback) {
    return fallback.isArray()
        ? fallback.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
        : fallback.asString();
  }

  private static String type(String className) {
    String simple = className.replaceAll("[a-z]+\\.", "");
    return switch (simple) {
      case "Boolean" -> "true or false";
      case "Integer", "Long" -> "whole number";
      case "Duration" -> "duration: `500ms`, `10s`, `30d`";
      case "InetAddress" -> "address";
      case "Path" -> "file";
      case "List<String>" -> "list, comma-separated";
      case "String" -> "text";
      default -> throw new AssertionError("say what a " + className + " is");
    };
  }
}
