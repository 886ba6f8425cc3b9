package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceArchiveTests {

  private static final ServiceArchive.Training TRAINS =
      flags -> Files.createFile(Path.of(flags.getFirst().replaceFirst("[^=]*=", "")));

  @TempDir private Path directory;

  private Path some;
  private Path library;
  private ServiceArchive archive;

  @BeforeEach
  void classes() throws IOException {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    some = Files.writeString(classes.resolve("Some.class"), "bytecode");
    library = Files.writeString(directory.resolve("library.jar"), "jar");
    // As Surefire writes it, with a separator at its end.
    String classPath = classes + File.pathSeparator + library + File.pathSeparator;
    archive = ServiceArchive.of(classPath, directory.resolve("service"));
  }

  @Test
  void theServiceStartsFromItsClassesWhereThereIsNoArchive() {
    assertThat(archive.flags())
        .containsExactly("-cp", some.getParent() + File.pathSeparator + library);
  }

  @Test
  void withAnArchiveItStartsFromJarsAndTheCache() throws Exception {
    archive.create(TRAINS);

    Path home = directory.resolve("service");
    Path jar = home.resolve("classes-0.jar");
    assertThat(archive.flags())
        .containsExactly(
            "-XX:AOTCache=" + home.resolve("service.aot"),
            "-cp",
            jar + File.pathSeparator + library);
    assertThat(jar).isRegularFile();
  }

  @Test
  void anArchiveOfOtherClassesIsNotUsed() throws Exception {
    archive.create(TRAINS);
    assertThat(archive.isCurrent()).isTrue();

    FileTime compiled = Files.getLastModifiedTime(some);
    Files.setLastModifiedTime(some, FileTime.fromMillis(compiled.toMillis() - 60_000));
    assertThat(archive.isCurrent()).as("a class of an earlier time").isFalse();
    Files.setLastModifiedTime(some, compiled);
    assertThat(archive.isCurrent()).as("as it was").isTrue();
    Path another = Files.writeString(some.resolveSibling("Another.class"), "");
    assertThat(archive.isCurrent()).as("another class").isFalse();
    Files.delete(another);
    Files.writeString(library, "another jar");
    assertThat(archive.isCurrent()).as("another library").isFalse();
  }

  @Test
  void aTrainingThatFailsLeavesNoArchiveNotEvenTheOneBefore() throws Exception {
    archive.create(TRAINS);

    assertThatThrownBy(() -> archive.create(_ -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("service.aot");
    assertThat(archive.isCurrent()).isFalse();
    assertThat(archive.flags())
        .isEqualTo(List.of("-cp", some.getParent() + File.pathSeparator + library));
  }
}
