package net.teardown.run.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.teardown.Needs;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Verdict;
import net.teardown.lab.Machine;
import net.teardown.run.Drafts;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.Test;

/**
 * Tests many experiments in a row: nothing leaks, ports don't run out, and none is inconclusive.
 */
class EnduranceIT {

  private static final int RUNS = Boolean.getBoolean("soak") ? 200_000 : 20_000;

  @Test
  void manyRunsInARowLeaveNothingBehind() throws Exception {
    Needs.posixStack();
    TcpStack stack = TcpStack.forThisPlatform();
    LoopbackRun loopbackRun = new LoopbackRun(stack, "test");
    List<Spec> specs =
        Stream.of(
                "'bytesSent':5",
                "'bytesSent':5,'bytesRead':1",
                "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true",
                "'bytesSent':5,'bytesSentAfterClose':3",
                "'bytesSent':5,'replyBytes':5,'lingerSeconds':0")
            .map(Drafts::spec)
            .toList();
    try (Lane lane = new Lane(stack, InetAddress.ofLiteral("127.0.0.1"))) {
      play(loopbackRun, lane, specs, 2_000);
      Usage before = Usage.now();
      List<Outcome> surprises = play(loopbackRun, lane, specs, RUNS);
      Usage after = Usage.now();

      assertThat(surprises).isEmpty();
      assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + 2);
      assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 2);
      assertThat(after.residentKib()).isLessThan(before.residentKib() + 64 * 1024);
      assertThat(after.heapBytes()).isLessThan(before.heapBytes() + 8 * 1024 * 1024);
    }
  }

  private static List<Outcome> play(
      LoopbackRun loopbackRun, Lane lane, List<Spec> specs, int runs) {
    List<Outcome> surprises = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      Outcome outcome =
          loopbackRun.run(lane, new Asked(specs.get(i % specs.size()), Origin.REQUEST));
      if (outcome.verdict() == Verdict.INCONCLUSIVE
          || !Boolean.TRUE.equals(outcome.asPredicted())) {
        surprises.add(outcome);
      }
    }
    return surprises;
  }

  private record Usage(long descriptors, long threads, long residentKib, long heapBytes) {

    static Usage now() throws Exception {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      long own = ProcessHandle.current().pid();
      try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
        return new Usage(
            descriptors.count(),
            Machine.status(own, "Threads"),
            Machine.status(own, "VmRSS"),
            runtime.totalMemory() - runtime.freeMemory());
      }
    }
  }
}
