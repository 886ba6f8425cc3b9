package net.teardown.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that endless files are refused. Separate from {@link YamlBoundsTests}, because a process
 * creates the pipe.
 */
@Timeout(60)
class EndlessYamlIT {

  private static final String PLACE = "some.yml";

  /** Neither file ends, and nothing is ever written into the pipe, so opening it would block. */
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
    // Its size is 0, and its content endless.
    try (InputStream endless = Files.newInputStream(Path.of("/dev/zero"))) {
      assertThatExceptionOfType(BrokenScenario.class)
          .isThrownBy(() -> YamlBounds.read(endless, PLACE))
          .withMessageContaining("must be no longer than");
    }
  }
}
