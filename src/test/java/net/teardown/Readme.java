package net.teardown;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** The README, asked what it doesn't mention. */
record Readme(String text) {

  static Readme read() throws IOException {
    return new Readme(Files.readString(Path.of("README.md")));
  }

  /** Those of these names that stand nowhere in it as a whole, not as the beginning of another. */
  List<String> missing(Collection<String> names) {
    return names.stream().filter(name -> !mentions(Pattern.quote(name))).sorted().toList();
  }

  /** Those of these paths that stand nowhere in it, neither whole nor without this prefix. */
  List<String> missingPaths(Collection<String> paths, String prefix) {
    return paths.stream()
        .filter(path -> {
          String rest = path.startsWith(prefix) ? path.substring(prefix.length()) : path;
          return !mentions("(?:" + Pattern.quote(prefix) + ")?" + Pattern.quote(rest));
        })
        .sorted()
        .toList();
  }

  private boolean mentions(String pattern) {
    return Pattern.compile("(?<![\\w./-])" + pattern + "(?![\\w/{-]|\\.\\w)").matcher(text).find();
  }
}
