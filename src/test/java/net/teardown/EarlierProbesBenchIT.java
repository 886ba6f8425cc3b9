package net.teardown;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.teardown.TwoVersions.Line;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares probes and experiments with those of an earlier version, in turns, so that no feature
 * makes dearer what doesn't use it. Fails if a rate is below 0.97 of what it was.
 */
@Tag("bench")
class EarlierProbesBenchIT {

  /** The last commit before servers were spoken with in turns, unless another is named. */
  private static final String BEFORE =
      System.getProperty("teardown.bench.before", "dce4bff7dbaed5c5c9cf9907b2c723761254c093");

  private static final double ENOUGH = 0.97;

  /**
   * How many of each version are started, one after the other: what the JIT compiler makes of the
   * same code differs from process to process by several percent, however many rounds there are.
   */
  private static final int PROCESSES = Integer.getInteger("teardown.bench.processes", 3);

  @TempDir private Path directory;

  @Test
  void probesAndExperimentsCostWhatTheyDid() throws Exception {
    Needs.posixStack();
    Needs.command("gcc");
    LoadProgram.compile();
    Process target = LoadProgram.startTarget();
    try (BufferedReader said = target.inputReader(StandardCharsets.UTF_8);
        EarlierRelease release = EarlierRelease.at(BEFORE)) {
      TwoVersions versions = new TwoVersions();
      List<Line> lines = lines("127.0.0.1:" + said.readLine());
      for (int i = 0; i < PROCESSES; i++) {
        compare(versions, release, directory.resolve(String.valueOf(i)), lines);
      }
      versions.report(
          Path.of("target", "bench", "earlier-probes.md"),
          "Probes and experiments beside those of an earlier version, %d processes of each"
              .formatted(PROCESSES));
    } finally {
      target.destroy();
      target.waitFor();
    }
  }

  private static void compare(
      TwoVersions versions, EarlierRelease release, Path directory, List<Line> lines)
      throws Exception {
    try (ServiceProcess before =
            release.startForSpeed(Files.createDirectories(directory.resolve("before")));
        ServiceProcess now =
            ServiceProcess.startForSpeed(Files.createDirectories(directory.resolve("now")))) {
      for (Line line : lines) {
        TwoVersions.warmUp(before, now, line.over(8));
      }
      for (int connections : new int[] {1, 32}) {
        for (Line line : lines) {
          versions.compare(before, now, line.over(connections));
        }
      }
    }
  }

  private static List<Line> lines(String target) {
    return List.of(
        new Line("`loopback`", "/probe?module=loopback", null, 1, ENOUGH, 0),
        new Line("`tcp_connect`", "/probe?module=tcp_connect&target=" + target, null, 1, ENOUGH, 0),
        // At this rate a port comes back within seconds, now and then before its TIME-WAIT was
        // asked for: only tcp_close asks.
        new Line("`tcp_close`", "/probe?module=tcp_close&target=" + target, null, 1, ENOUGH, 1),
        new Line(
            "experiment, not stored",
            "/api/v1/experiments?store=false",
            "{\"bytesSent\":5,\"bytesRead\":1}",
            1,
            ENOUGH,
            0));
  }
}
