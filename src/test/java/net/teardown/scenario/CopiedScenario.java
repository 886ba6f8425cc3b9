package net.teardown.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Reads what the page offers to copy as a scenario's file, as the service would at its start. */
public final class CopiedScenario {

  private CopiedScenario() {}

  /** The scenario in this content of a file of this name, which is put into the directory. */
  public static Scenario read(Path directory, String fileName, String content) throws IOException {
    Files.writeString(directory.resolve(fileName), content);
    return new ScenarioFiles(
            new PathMatchingResourcePatternResolver(), "classpath:scenarios/*", directory)
        .named("mine")
        .orElseThrow();
  }
}
