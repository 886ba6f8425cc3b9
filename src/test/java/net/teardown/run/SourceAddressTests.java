package net.teardown.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Verdict;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.servers.Listening;
import net.teardown.socket.CallFailed;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests, at the server, where the connections of runs come from. */
@Timeout(60)
class SourceAddressTests {

  private final Policy policy = Policy.allowing("loopback");
  private final BlockingQueue<InetSocketAddress> seen = new LinkedBlockingQueue<>();

  private static Stream<TcpStack> stacks() {
    return Stream.of(TcpStack.forThisPlatform(), TcpStack.portable());
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void aServerSeesTheAddressThatWasAskedFor(TcpStack stack) throws Exception {
    try (Listening server = server();
        Running running = new Running(runner(stack))) {
      for (String source : List.of("127.0.0.2", "127.9.9.9")) {
        Spec spec = spec(server, source);
        AllowedTarget target = policy.target(spec, Author.CALLER);
        Asked asked = new Asked(spec, Origin.REQUEST);

        for (Outcome outcome :
            List.of(running.runner().run(target, asked), running.runner().connect(target, asked))) {
          InetSocketAddress peer = seen.take();
          assertThat(peer.getAddress()).isEqualTo(InetAddress.ofLiteral(source));
          assertThat(outcome.initiator().address())
              .isEqualTo("%s:%d".formatted(source, peer.getPort()));
          assertThat(outcome.initiator().succeededIn(Call.BIND)).isTrue();
          assertThat(outcome.verdict()).isNotEqualTo(Verdict.INCONCLUSIVE);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void whoAsksForNoAddressBindsNone(TcpStack stack) throws Exception {
    try (Listening server = server();
        Running running = new Running(runner(stack))) {
      Spec spec =
          Drafts.spec(
              "'server':{},'bytesSent':5,'targetHost':'127.0.0.1','targetPort':" + server.port());

      Outcome outcome =
          running.runner().run(policy.target(spec, Author.CALLER), new Asked(spec, Origin.REQUEST));

      assertThat(seen.take().getAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
      assertThat(outcome.initiator().steps()).noneMatch(step -> step.call() == Call.BIND);
    }
  }

  private record Running(Runner runner) implements AutoCloseable {
    @Override
    public void close() {
      runner.destroy();
    }
  }

  private Runner runner(TcpStack stack) throws CallFailed {
    return new Runner(
        stack,
        "test",
        new RunnerProperties(1, 1, 1, 1, 4, 4),
        policy.loopback().address(),
        null,
        _ -> {});
  }

  private Listening server() throws Exception {
    return Listening.start(channel -> {
      seen.add((InetSocketAddress) channel.getRemoteAddress());
      ByteBuffer bytes = ByteBuffer.allocate(64);
      while (channel.read(bytes) >= 0) {
        bytes.clear();
      }
    });
  }

  private static Spec spec(Listening server, String source) {
    return Drafts.spec(
        "'server':{},'bytesSent':5,'initiatorHalfCloses':true,'targetHost':'127.0.0.1',"
            + "'targetPort':%d,'sourceAddress':'%s'".formatted(server.port(), source));
  }
}
