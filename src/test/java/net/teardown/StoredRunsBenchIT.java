package net.teardown;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.teardown.TwoVersions.Line;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares experiments that are stored one by one with those of the version before callers shared
 * commits, in turns. Fails if a rate is below nine tenths of its goal.
 */
@Tag("bench")
class StoredRunsBenchIT {

  /** The last commit in which each experiment had a commit of its own. */
  private static final String BEFORE = "f0b400d0c74ae557c7d9c26bf3a401d9368a95f2";

  private static final double ENOUGH = 0.9;
  private static final String STORED = "/api/v1/experiments";
  private static final String JSON = "{\"bytesSent\":5,\"bytesRead\":1}";

  private static final List<Line> LINES =
      List.of(
          new Line("stored", STORED, JSON, 1, ENOUGH, 0),
          new Line("stored", STORED, JSON, 32, ENOUGH * 4, 0),
          new Line("not stored", STORED + "?store=false", JSON, 32, 0, 0));

  @TempDir private Path directory;

  @Test
  void callersAtOnceShareCommitsAndALoneCallerIsNoSlower() throws Exception {
    Needs.posixStack();
    Needs.command("gcc");
    LoadProgram.compile();
    try (EarlierRelease release = EarlierRelease.at(BEFORE);
        ServiceProcess before = release.startForSpeed(data("before"), arguments());
        ServiceProcess now = ServiceProcess.startForSpeed(data("now"), arguments())) {
      TwoVersions versions = new TwoVersions();
      TwoVersions.warmUp(before, now, LINES.getFirst().over(32));
      for (Line line : LINES) {
        versions.compare(before, now, line);
      }
      versions.report(
          Path.of("target", "bench", "stored-runs.md"),
          "POST /api/v1/experiments beside the version in which each had its own commit");
    }
  }

  private Path data(String name) throws IOException {
    return Files.createDirectory(directory.resolve(name));
  }

  private static String[] arguments() {
    return new String[] {"--teardown.history.max-count=100000000"};
  }
}
