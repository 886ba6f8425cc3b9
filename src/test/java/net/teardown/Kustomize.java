package net.teardown;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Renders a directory with a kustomization.yaml as kubectl does, without a cluster. */
final class Kustomize {

  private static final JsonMapper JSON = new JsonMapper();

  private Kustomize() {}

  /** Every directory of the manifests that can be applied. */
  static List<Path> directories() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("k8s"))) {
      return files
          .filter(file -> file.getFileName().toString().equals("kustomization.yaml"))
          .map(Path::getParent)
          .sorted()
          .toList();
    }
  }

  /**
   * The objects that would be applied. Without kubectl the test is skipped even where {@link Needs}
   * would fail it, because Debian has no kubectl that is new enough. Other tests read the manifests
   * directly.
   */
  static List<JsonNode> render(Path directory) throws Exception {
    assumeTrue(Needs.succeeds("kubectl", "kustomize", "--help"), "needs kubectl");
    Path errors = Files.createTempFile("kustomize", ".err");
    try {
      Process process =
          new ProcessBuilder("kubectl", "kustomize", directory.toString())
              .redirectError(errors.toFile())
              .start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String warned = Files.readString(errors);
      assertThat(process.exitValue()).as("%s: %s", directory, warned).isZero();
      assertThat(warned).doesNotContain("deprecated");
      return documents(said);
    } finally {
      Files.delete(errors);
    }
  }

  /**
   * The documents of a YAML text.
   *
   * @throws RuntimeException if it is malformed, or a key occurs twice
   */
  static List<JsonNode> documents(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return StreamSupport.stream(new Yaml(options).loadAll(text).spliterator(), false)
        .<JsonNode>map(JSON::valueToTree)
        .toList();
  }
}
