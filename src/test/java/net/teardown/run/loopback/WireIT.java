package net.teardown.run.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import net.teardown.Needs;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Verdict;
import net.teardown.lab.WireCapture;
import net.teardown.lab.WireCapture.Connection;
import net.teardown.run.Drafts;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WireIT {

  private static final int RUNS = Boolean.getBoolean("soak") ? 20_000 : 400;

  @Test
  void theWireCarriesTheFlagsThatTheVerdictSpeaksOf(@TempDir Path directory) throws Exception {
    Needs.posixStack();
    Needs.packetCapture();
    TcpStack stack = TcpStack.forThisPlatform();
    LoopbackRun loopbackRun = new LoopbackRun(stack, "test");
    SplittableRandom random = new SplittableRandom(7);
    List<Outcome> outcomes = new ArrayList<>();
    try (Lane lane = new Lane(stack, InetAddress.ofLiteral("127.0.0.1"))) {
      // What else goes over loopback meanwhile would cost the capture packets.
      int port = port(loopbackRun.run(lane, new Asked(Drafts.random(random), Origin.REQUEST)));
      try (WireCapture capture = WireCapture.start(directory, port)) {
        for (int i = 0; i < RUNS; i++) {
          outcomes.add(loopbackRun.run(lane, new Asked(Drafts.random(random), Origin.REQUEST)));
        }
        List<Connection> connections = capture.connections(port);

        assertThat(connections).hasSize(RUNS);
        for (int i = 0; i < RUNS; i++) {
          assertThat(
                  onTheWire(
                      connections.get(i), outcomes.get(i).spec().closer() == Closer.RESPONDER))
              .as("%s", outcomes.get(i))
              .isEqualTo(outcomes.get(i).verdict());
        }
      }
    }
    assertThat(outcomes)
        .extracting(Outcome::verdict)
        .contains(Verdict.RESET, Verdict.EOF_THEN_RESET, Verdict.CLEAN_EOF);
  }

  static Verdict onTheWire(Connection connection, boolean responderCloses) {
    if (!connection.rst(responderCloses)) {
      return Verdict.CLEAN_EOF;
    }
    return connection.fin(responderCloses) ? Verdict.EOF_THEN_RESET : Verdict.RESET;
  }

  private static int port(Outcome outcome) {
    String address = Objects.requireNonNull(outcome.ends().other().orElseThrow().address());
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
