package net.teardown;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import net.teardown.lab.Machine;

/** The report of a benchmark that compares requests in rounds: printed, and put into a file. */
final class BenchReport {

  private BenchReport() {}

  /**
   * Writes it.
   *
   * @param load of the machine before the benchmark
   * @param rounds how many, each of {@code each}, for example {@code 4,000 probes}
   * @param table what stands below the line on how it was measured
   */
  static void write(
      Path file, String title, String load, int rounds, String each, List<String> table)
      throws IOException {
    List<String> report = new ArrayList<>();
    report.add("# " + title);
    report.add("");
    report.add(
        "%d cores, load %s before, %s after; %s. %d rounds of %s each, order alternating, over connections that stay open; a ratio is formed inside a round: median [least-most]."
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                load,
                Machine.load(),
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                rounds,
                each));
    report.addAll(table);
    Files.write(file, report);
    System.out.println(String.join("\n", report));
  }
}
