package net.teardown;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** An earlier release, compiled from its commit in a work tree of its own. */
final class EarlierRelease implements AutoCloseable {

  private static final Path PROPERTIES = Path.of("META-INF", "spring-configuration-metadata.json");

  private static final long LONGEST_MINUTES = 10;
  private static final Pattern VERSION =
      Pattern.compile("<artifactId>teardown</artifactId>\\s*<version>([^<]+)</version>");

  private final Path directory;
  private final Path tree;
  private final Path classes;
  private final String version;

  private EarlierRelease(Path directory, String commit) throws IOException, InterruptedException {
    this.directory = directory;
    this.tree = directory.resolve("tree");
    this.classes = directory.resolve("classes");
    run(Path.of("."), "git", "worktree", "add", "--detach", "--force", tree.toString(), commit);
    Matcher pom = VERSION.matcher(Files.readString(tree.resolve("pom.xml")));
    if (!pom.find()) {
      throw new AssertionError("its pom.xml has no version");
    }
    this.version = pom.group(1);
    compile();
  }

  /**
   * Compiles this commit with the libraries of the running test.
   *
   * @throws org.opentest4j.TestAbortedException without git, or without this commit in the history
   */
  static EarlierRelease at(String commit) throws IOException, InterruptedException {
    Needs.success("git", "cat-file", "-e", commit + "^{commit}");
    Path directory = Files.createTempDirectory("earlier-release");
    try {
      return new EarlierRelease(directory, commit);
    } catch (Throwable e) {
      discard(directory);
      throw e;
    }
  }

  /** The version that it reports. */
  String version() {
    return version;
  }

  /** Starts it. */
  ServiceProcess start(Path data, String... arguments) throws IOException, InterruptedException {
    return ServiceProcess.startOf(classPath(), List.of(), data, arguments);
  }

  /** Starts it for a benchmark: with all tiers of the JIT compiler. */
  ServiceProcess startForSpeed(Path data, String... arguments)
      throws IOException, InterruptedException {
    return ServiceProcess.startForSpeed(classPath(), data, arguments);
  }

  private String classPath() {
    return classes + File.pathSeparator + libraries();
  }

  private void compile() throws IOException, InterruptedException {
    FileSystemUtils.copyRecursively(tree.resolve("src/main/resources"), classes);
    Path info = Files.createDirectories(classes.resolve("META-INF"));
    Files.writeString(
        info.resolve("build-info.properties"),
        "build.artifact=teardown%nbuild.name=Teardown%nbuild.version=%s%n".formatted(version));
    // An annotation processor gathers the names of properties; those of this version do as well.
    Files.copy(
        Path.of("target", "classes").resolve(PROPERTIES),
        classes.resolve(PROPERTIES),
        StandardCopyOption.REPLACE_EXISTING);
    List<String> arguments =
        new ArrayList<>(
            List.of("-nowarn", "-proc:none", "-parameters", "-d", classes.toString(), "-cp"));
    arguments.add(libraries());
    try (Stream<Path> sources = Files.walk(tree.resolve("src/main/java"))) {
      sources
          .map(Path::toString)
          .filter(source -> source.endsWith(".java"))
          .forEach(arguments::add);
    }
    Path list = directory.resolve("arguments");
    Files.write(list, arguments);
    run(tree, Path.of(System.getProperty("java.home"), "bin", "javac").toString(), "@" + list);
  }

  /** The class path of this test without the classes of this work tree. */
  private static String libraries() {
    return Stream.of(ServiceProcess.classPath().split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .reduce((all, next) -> all + File.pathSeparator + next)
        .orElseThrow();
  }

  private static void run(Path in, String... command) throws IOException, InterruptedException {
    Path log = Files.createTempFile("earlier-release", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(in.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
      process.destroyForcibly();
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(
            "%s failed:%n%s".formatted(String.join(" ", command), Files.readString(log)));
      }
    } finally {
      Files.delete(log);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    discard(directory);
  }

  private static void discard(Path directory) throws IOException, InterruptedException {
    FileSystemUtils.deleteRecursively(directory);
    run(Path.of("."), "git", "worktree", "prune");
  }
}
