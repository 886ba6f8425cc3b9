package net.teardown.run.loopback;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Verdict;
import net.teardown.lab.Host;
import net.teardown.lab.WireCapture.Connection;
import net.teardown.run.Drafts;
import net.teardown.socket.ChildJvm;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * Makes loopback runs in a process inside a network namespace whose kernel settings the test
 * chooses.
 */
final class RunsInside {

  /** One run as that process reported it. */
  record Run(String spec, Verdict verdict, String reason, long micros, int port) {

    boolean responderCloses() {
      return Drafts.spec(spec).closer() == Closer.RESPONDER;
    }

    /** The verdict that these packets require. */
    Verdict onTheWire(Connection connection) {
      return WireIT.onTheWire(connection, responderCloses());
    }
  }

  private RunsInside() {}

  /** Runs each of these specs this many times, in turns. */
  static List<Run> on(Host host, int times, List<String> specs) throws Exception {
    String[] arguments = new String[specs.size() + 1];
    arguments[0] = Integer.toString(times);
    for (int i = 0; i < specs.size(); i++) {
      arguments[i + 1] = specs.get(i);
    }
    return ChildJvm.run(
            host.prefix(),
            List.of("--enable-native-access=ALL-UNNAMED"),
            RunsInside.class,
            arguments)
        .stream()
        .map(RunsInside::parse)
        .filter(Objects::nonNull)
        .toList();
  }

  private static @Nullable Run parse(String line) {
    if (!line.startsWith("run|")) {
      return null;
    }
    String[] words = line.split("\\|", -1);
    return new Run(
        words[1],
        Verdict.valueOf(words[2]),
        words[3],
        Long.parseLong(words[4]),
        Integer.parseInt(words[5]));
  }

  public static void main(String[] arguments) throws Exception {
    TcpStack stack = TcpStack.forThisPlatform();
    LoopbackRun loopbackRun = new LoopbackRun(stack, "inside");
    try (Lane lane = new Lane(stack, InetAddress.ofLiteral("127.0.0.1"))) {
      for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
        for (int k = 1; k < arguments.length; k++) {
          Spec spec = Drafts.spec(arguments[k]);
          Outcome outcome = loopbackRun.run(lane, new Asked(spec, Origin.REQUEST));
          String address = Objects.requireNonNull(outcome.ends().other().orElseThrow().address());
          System.out.printf(
              "run|%s|%s|%s|%d|%s%n",
              arguments[k],
              outcome.verdict(),
              outcome.reason(),
              outcome.run().durationMicros(),
              address.substring(address.lastIndexOf(':') + 1));
        }
      }
    }
  }
}
