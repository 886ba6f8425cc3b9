package net.teardown.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A document of the project, in Markdown. Parts of some are written from the code, between two
 * comments: a test compares them, and writes them anew with {@code -Dformats.write=true}, as {@link
 * Golden} does.
 *
 * @param file where it stands
 * @param text what it says
 */
public record Page(Path file, String text) {

  private static final Path FOLDER = Path.of("src/site/markdown");

  private static final Pattern BLOCK =
      Pattern.compile(
          "^```(\\S*)(?: [a-z0-9-]+)?\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

  /**
   * Something that stands in a block of its own.
   *
   * @param kind the first word behind its first fence
   */
  public record Block(String kind, String text) {}

  /** {@code README.md}. */
  public static Page readme() {
    return read(Path.of("README.md"));
  }

  /** One of those that the service has at {@code /docs/}. */
  public static Page named(String name) {
    return read(FOLDER.resolve(name + ".md"));
  }

  /** Those that the service has at {@code /docs/}, and those at the top level. */
  public static List<Page> all() {
    try (Stream<Path> pages = Files.list(FOLDER);
        Stream<Path> papers = Files.list(Path.of(""))) {
      return Stream.concat(pages, papers)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .map(Page::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Page read(Path file) {
    try {
      return new Page(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it is called in a path and in links. */
  public String name() {
    return file.getFileName().toString().replaceFirst("\\.md$", "");
  }

  /** Its blocks, in order. */
  public List<Block> blocks() {
    return BLOCK.matcher(text).results().map(m -> new Block(m.group(1), m.group(2))).toList();
  }

  /** Where its links lead, images among them. */
  public List<String> links() {
    return LINK.matcher(prose()).results().map(found -> found.group(1)).toList();
  }

  /** Its headings, as GitHub and the service make anchors of them. */
  public Set<String> anchors() {
    return prose()
        .lines()
        .filter(line -> line.matches("#+ .*"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  /** All of it but its blocks. */
  public String prose() {
    return BLOCK.matcher(text).replaceAll("");
  }

  /** Those of these names that stand in none of the pages as a whole. */
  public static List<String> missing(Collection<Page> pages, Collection<String> names) {
    return names.stream()
        .filter(name -> pages.stream().noneMatch(page -> page.mentions(Pattern.quote(name))))
        .sorted()
        .toList();
  }

  /**
   * Those of these paths that stand in none of the pages, neither whole nor without this prefix.
   */
  public static List<String> missingPaths(
      Collection<Page> pages, Collection<String> paths, String prefix) {
    return paths.stream()
        .filter(path -> {
          String rest = path.startsWith(prefix) ? path.substring(prefix.length()) : path;
          String pattern = "(?:" + Pattern.quote(prefix) + ")?" + Pattern.quote(rest);
          return pages.stream().noneMatch(page -> page.mentions(pattern));
        })
        .sorted()
        .toList();
  }

  private boolean mentions(String pattern) {
    return Pattern.compile("(?<![\\w./-])" + pattern + "(?![\\w/{-]|\\.\\w)").matcher(text).find();
  }

  /**
   * Whether the part of this name holds these lines; with {@code -Dformats.write=true} they are
   * written there.
   */
  public void holds(String part, Collection<String> lines) {
    String begin = "<!-- generated: %s -->\n".formatted(part);
    Matcher found =
        Pattern.compile(Pattern.quote(begin) + "(.*?)<!-- end -->", Pattern.DOTALL).matcher(text);
    assertThat(found.find()).as("%s has the line %s", file, begin.strip()).isTrue();
    String now = "\n" + String.join("\n", lines) + "\n\n";
    if (Boolean.getBoolean("formats.write")) {
      try {
        Files.writeString(
            file, text.substring(0, found.start(1)) + now + text.substring(found.end(1)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return;
    }
    assertThat(found.group(1).lines().toList())
        .as("the part '%s' of %s; -Dformats.write=true writes it anew", part, file)
        .containsExactlyElementsOf(new ArrayList<>(now.lines().toList()));
  }

  /** A row of a table; bars in cells don't end them. */
  public static String row(String... cells) {
    return Stream.of(cells)
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |"))
        .replace("|  |", "| |");
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
