package net.teardown;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * The class path that the service is started with, as directories and jars or as jars alone with an
 * AOT cache (JEP 514), with which a start takes half of the time.
 *
 * <p>Maven creates the cache before the integration tests. It is good for the very classes that it
 * was made of: once a class has changed, and where Maven has made none, the service starts without.
 */
final class ServiceArchive {

  private final List<Path> classPath;
  private final Path home;

  private ServiceArchive(List<Path> classPath, Path home) {
    this.classPath = classPath;
    this.home = home.toAbsolutePath();
  }

  /**
   * @param classPath the class path as the JVM takes it
   * @param home the directory that has the archive, or will have it
   */
  static ServiceArchive of(String classPath, Path home) {
    return new ServiceArchive(
        Stream.of(classPath.split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .toList(),
        home);
  }

  /** How the JVM is told the class path: with the cache if it was made of these very classes. */
  List<String> flags() {
    return flags(List.of());
  }

  /** The same with further entries behind, whose classes no cache holds. */
  List<String> flags(List<Path> behind) {
    boolean current = isCurrent();
    List<Path> all = new ArrayList<>(current ? jars() : classPath);
    all.addAll(behind);
    return current
        ? List.of("-XX:AOTCache=" + cache(), "-cp", join(all))
        : List.of("-cp", join(all));
  }

  /** Whether the archive is whole, and what its classes are now. */
  boolean isCurrent() {
    try {
      return Files.exists(contents()) && Files.readString(contents()).equals(fingerprint());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the service with these flags, and ends it. */
  interface Training {
    void run(List<String> flags) throws IOException, InterruptedException;
  }

  /**
   * Puts each directory into a jar, which is all that an AOT cache takes, and trains the cache.
   *
   * @throws IOException if the jars can't be written or the training leaves no cache
   */
  void create(Training training) throws IOException, InterruptedException {
    Files.createDirectories(home);
    Files.deleteIfExists(contents());
    Files.deleteIfExists(cache());
    String of = fingerprint();
    ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow(() -> new IOException("no jar"));
    List<Path> jars = jars();
    for (int i = 0; i < jars.size(); i++) {
      if (Files.isDirectory(classPath.get(i))) {
        String file = jars.get(i).toString();
        String from = classPath.get(i).toString();
        int code =
            jar.run(
                System.out,
                System.err,
                "--create",
                "--no-compress",
                "--file",
                file,
                "-C",
                from,
                ".");
        if (code != 0) {
          throw new IOException("'jar' of %s ended with %d".formatted(from, code));
        }
      }
    }
    training.run(List.of("-XX:AOTCacheOutput=" + cache(), "-cp", join(jars)));
    if (!Files.exists(cache())) {
      throw new IOException("the JVM has written no " + cache());
    }
    // Last, so that it stands for the whole.
    Files.writeString(contents(), of);
  }

  private List<Path> jars() {
    List<Path> jars = new ArrayList<>();
    for (Path entry : classPath) {
      jars.add(
          Files.isDirectory(entry) ? home.resolve("classes-%d.jar".formatted(jars.size())) : entry);
    }
    return jars;
  }

  private Path cache() {
    return home.resolve("service.aot");
  }

  private Path contents() {
    return home.resolve("contents.txt");
  }

  /** Each file of the class path with its size and time. */
  private String fingerprint() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Path entry : classPath) {
      try (Stream<Path> files = Files.exists(entry) ? Files.walk(entry) : Stream.of()) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          lines.append(
              "%s %d %s\n".formatted(file, Files.size(file), Files.getLastModifiedTime(file)));
        }
      }
    }
    return lines.toString();
  }

  private static String join(List<Path> paths) {
    return String.join(File.pathSeparator, paths.stream().map(Path::toString).toList());
  }
}
