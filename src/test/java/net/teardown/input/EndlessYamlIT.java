package net.teardown.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What never ends is no YAML file. Not in {@link YamlBoundsTests}: a process makes the pipe. */
@Timeout(60)
class EndlessYamlIT {

  private static final String PLACE = "some.yml";

  /** Neither ends, and nobody ever writes into the pipe: to open it would be to wait. */
  @Test
  void whatNeverEndsIsNotBegun(@TempDir Path directory) throws Exception {
    Path pipe = directory.resolve("pipe.yml");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    for (Path path : new Path[] {pipe, Path.of("/dev/zero")}) {
      assertThatExceptionOfType(BrokenScenario.class)
          .isThrownBy(() -> YamlBounds.read(path, PLACE))
          .withMessage("some.yml: must be a file, not a device or pipe");
    }
    assertThatExceptionOfType(BrokenScenario.class)
        .isThrownBy(() -> YamlBounds.read(directory, PLACE))
        .withMessage("some.yml: must be a file, not a directory");
    // Says that it has no bytes, and has them without end.
    try (InputStream endless = Files.newInputStream(Path.of("/dev/zero"))) {
      assertThatExceptionOfType(BrokenScenario.class)
          .isThrownBy(() -> YamlBounds.read(endless, PLACE))
          .withMessageContaining("must be no longer than");
    }
  }
}
