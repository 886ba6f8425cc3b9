package net.teardown;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.formats.Page;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Tests the documents: all exist, are short enough, and have links and names that exist. */
class PagesTests {

  /** The targets of the README's symptoms. */
  private static final List<String> SYMPTOMS =
      List.of(
          "reset during an upload",
          "the first request after a pause fails",
          "only behind the proxy",
          "health checks fill the log",
          "a download is cut short",
          "since the last deploy");

  private final List<Page> pages = Page.all();

  @Test
  void theReadmeIsShortAndHasAWayInBySymptom() {
    String readme = Page.readme().text();
    assertThat(readme.getBytes(UTF_8).length).isLessThanOrEqualTo(15 * 1024);
    Set<String> anchors = Page.named("symptoms").anchors();
    for (String symptom : SYMPTOMS) {
      String anchor = symptom.replace(' ', '-');
      assertThat(anchors).contains(anchor);
      assertThat(readme)
          .contains("\"%s\"".formatted(symptom), "src/site/markdown/symptoms.md#" + anchor + ")");
    }
  }

  @Test
  void everyLinkLeadsToAFileAndAHeadingThatIsThere() throws IOException {
    for (Page page : pages) {
      Path folder = Objects.requireNonNull(page.file().toAbsolutePath().getParent());
      for (String link : page.links()) {
        if (link.matches("https?://.*|/.*")) {
          continue;
        }
        String file = link.replaceFirst("#.*", "");
        Path target = file.isEmpty() ? page.file() : folder.resolve(file).normalize();
        assertThat(target).as("%s links to %s", page, link).exists();
        if (link.contains("#")) {
          assertThat(new Page(target, Files.readString(target)).anchors())
              .as("%s links to %s", page, link)
              .contains(link.replaceFirst(".*#", ""));
        }
      }
    }
  }

  @Test
  void theReadmeLeadsToEveryPage() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/site/markdown"))) {
      assertThat(Page.readme().links())
          .containsAll(files.map(Path::toString).filter(file -> file.endsWith(".md")).toList())
          .contains("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md");
    }
  }

  /**
   * A page begins with a few lines on its purpose and a command; the atlas is a table of
   * measurements.
   */
  @Test
  void everyPageBeginsWithWhatItIsForAndACommand() {
    assertThat(pages)
        .filteredOn(page -> page.file().startsWith("src") && !page.name().equals("atlas"))
        .hasSizeGreaterThan(20)
        .allSatisfy(page -> {
          assertThat(page.text()).startsWith("# ");
          String before = page.text().substring(0, page.text().indexOf("```"));
          assertThat(before).as("%s: before its first command", page).hasSizeLessThan(900);
          assertThat(before.split("\n## ", -1)).as("%s", page).hasSizeLessThanOrEqualTo(2);
          assertThat(page.blocks().getFirst().kind()).as("%s", page).isIn("sh", "yaml");
        });
  }

  @Test
  void everyBlockSaysWhatItIs() {
    assertThat(pages)
        .allSatisfy(page ->
            assertThat(page.blocks())
                .as("%s", page)
                .allSatisfy(block ->
                    assertThat(block.kind()).isIn("sh", "text", "json", "yaml", "promql", "diff")));
  }

  @Test
  void everyBlockOfYamlIsYaml() {
    for (Page page : pages) {
      for (Page.Block block : page.blocks()) {
        if (block.kind().equals("yaml")) {
          assertThat(new Yaml().<Object>load(block.text())).as("%s", page).isNotNull();
        }
      }
    }
  }

  /** The commands that no test runs: the files that they name must exist. */
  @Test
  void whatMavenDockerAndKubectlAreToldIsThere() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    List<String> seen = new ArrayList<>();
    for (Page page : pages) {
      for (String line : shell(page).toList()) {
        Pattern.compile("kubectl apply -k (\\S+)")
            .matcher(line)
            .results()
            .forEach(found -> {
              assertThat(Path.of(found.group(1), "kustomization.yaml")).as(line).exists();
              seen.add("kubectl");
            });
        if (line.contains("docker compose up")) {
          assertThat(Path.of("docker-compose.yml")).as(line).exists();
          seen.add("docker");
        }
        Pattern.compile("mvn .*?-P([a-z]+)")
            .matcher(line)
            .results()
            .forEach(found -> {
              assertThat(pom).as(line).contains("<id>%s</id>".formatted(found.group(1)));
              seen.add("mvn");
            });
      }
    }
    assertThat(seen).contains("kubectl", "docker", "mvn");
  }

  /** --json needs curl 7.82, and pgrep -f may match the Maven that started the service. */
  @Test
  void commandsWorkOnOlderMachines() {
    assertThat(pages)
        .allSatisfy(page ->
            assertThat(shell(page))
                .as("%s", page)
                .noneMatch(line -> line.contains("--json"))
                .noneMatch(line -> line.contains("pgrep -f ")));
  }

  @Test
  void developersAreSentToFilesThatExist() throws IOException {
    Set<String> files;
    try (Stream<Path> sources = Files.walk(Path.of("src"))) {
      files = sources.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
    for (String name : List.of("architecture", "extending", "CONTRIBUTING")) {
      Page page = pages.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
      assertThat(
              Pattern.compile("([A-Za-z0-9-]+[.](?:java|yml))\\b")
                  .matcher(page.prose())
                  .results()
                  .map(found -> found.group(1))
                  .filter(file -> !file.startsWith("NN-")))
          .as("%s", page)
          .allMatch(files::contains);
      assertThat(
              Pattern.compile("`([A-Z][a-z]+[A-Z]\\w+)`")
                  .matcher(page.prose())
                  .results()
                  .map(found -> found.group(1) + ".java"))
          .as("%s", page)
          .allMatch(files::contains);
    }
  }

  private static Stream<String> shell(Page page) {
    return page.blocks().stream()
        .filter(block -> block.kind().equals("sh"))
        .flatMap(block -> block.text().lines());
  }
}
