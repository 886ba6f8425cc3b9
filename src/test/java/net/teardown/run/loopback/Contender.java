package net.teardown.run.loopback;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import net.teardown.experiment.terms.Verdict;

/** One program of the benchmark, kept running so that it is warm when a command arrives. */
public final class Contender implements AutoCloseable {

  private static final Pattern ANSWER = Pattern.compile("\\d+( \\d+){5}");

  /**
   * The measurements of one command.
   *
   * @param wrong how many of the runs ended otherwise than they must
   * @param wallNanos from the first run to the last
   * @param cpuNanos of all its threads
   * @param p50Nanos of a single run
   * @param p99Nanos of a single run
   */
  public record Sample(
      long runs, long wrong, long wallNanos, long cpuNanos, long p50Nanos, long p99Nanos) {

    public double perSecond() {
      return runs * 1e9 / wallNanos;
    }

    public double cpuMicros() {
      return cpuNanos / 1e3 / runs;
    }
  }

  private final Process process;
  private final BufferedWriter orders;
  private final BufferedReader answers;

  public Contender(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    orders = process.outputWriter();
    answers = process.inputReader();
  }

  public Sample play(Verdict ending, int runs, int threads) throws IOException {
    orders.write("%s %d %d\n".formatted(ending, runs, threads));
    orders.flush();
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (ANSWER.matcher(line).matches()) {
        long[] n = Pattern.compile(" ").splitAsStream(line).mapToLong(Long::parseLong).toArray();
        return new Sample(n[0], n[1], n[2], n[3], n[4], n[5]);
      }
    }
    throw new IOException(process.info().command().orElse("a contender") + " gave no answer");
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    orders.close();
    answers.close();
  }
}
