package net.teardown.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import net.teardown.Needs;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.lab.Host;
import net.teardown.lab.Network;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.servers.Listening;
import net.teardown.socket.TcpStack;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests where connections come from on a host with several addresses, and few ports. */
@Timeout(120)
class SourceAddressIT {

  private static final List<String> ADDRESSES =
      List.of("10.77.0.1", "10.77.0.2", "fd77::1", "fd77::2");

  private final Policy policy = Policy.allowing("10.77.0.0/16", "fd77::/16");
  private final BlockingQueue<InetSocketAddress> seen = new LinkedBlockingQueue<>();
  private Network network;
  private Host host;

  @BeforeEach
  void start() {
    Needs.networkNamespaces();
    Needs.posixStack();
    network = new Network();
    host = network.host("a");
    for (String address : ADDRESSES) {
      host.ip("addr add %s/%d dev lo".formatted(address, address.contains(":") ? 128 : 32));
    }
  }

  @AfterEach
  void stop() {
    if (network != null) {
      network.close();
    }
  }

  private static Stream<TcpStack> stacks() {
    return Stream.of(TcpStack.forThisPlatform(), TcpStack.portable());
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void aServerSeesTheAddressThatWasAskedForWhicheverTheSystemWouldChoose(TcpStack stack)
      throws Exception {
    for (boolean six : List.of(false, true)) {
      try (Listening server = server(six ? "fd77::1" : "10.77.0.1")) {
        for (String source : ADDRESSES) {
          if (source.contains(":") == six) {
            run(stack, spec(six ? "fd77::1" : "10.77.0.1", server.port(), source));

            assertThat(seen.take().getAddress()).isEqualTo(InetAddress.ofLiteral(source));
          }
        }
      }
    }
  }

  /** Bound without a port, a connection needs one that is free towards its target alone. */
  @Test
  void aBoundAddressHasItsPortsTowardsEachTarget() throws Exception {
    host.sysctl("net/ipv4/ip_local_port_range", "40000 40009");
    List<AutoCloseable> open = new ArrayList<>();
    try {
      for (String source : List.of("10.77.0.2", "fd77::2")) {
        String target = source.replace("2", "1");
        for (int i = 0; i < 3; i++) {
          Listening server = server(target);
          open.add(server);
          for (int run = 0; run < 4; run++) {
            Outcome outcome = run(TcpStack.forThisPlatform(), spec(target, server.port(), source));
            assertThat(outcome.judgement().connected()).as("run %d", run).isTrue();
          }
        }
      }
    } finally {
      for (AutoCloseable each : open) {
        each.close();
      }
    }
    assertThat(seen).hasSize(24);
  }

  /** The other claim is one only if so many connections are too many otherwise. */
  @Test
  void boundWithAPortTheyUseThemUp() throws Exception {
    host.sysctl("net/ipv4/ip_local_port_range", "40000 40009");
    List<@Nullable Reason> reasons = new ArrayList<>();
    try (Listening server = server("10.77.0.1")) {
      for (int run = 0; run < 12; run++) {
        reasons.add(
            run(TcpStack.portable(), spec("10.77.0.1", server.port(), "10.77.0.2")).reason());
      }
    }
    assertThat(reasons).endsWith(Reason.NO_LOCAL_PORT);
  }

  @Test
  void anAddressThatThisHostLosesIsAMistakeBeforeTheRunAndAnOutcomeInIt() throws Exception {
    try (Listening server = server("10.77.0.1")) {
      Spec spec = spec("10.77.0.1", server.port(), "10.77.0.2");
      AllowedTarget target = host.call(() -> policy.target(spec, Author.CALLER));

      host.ip("addr del 10.77.0.2/32 dev lo");

      assertThat(
              host.call(() ->
                  Assertions.catchThrowableOfType(
                      InvalidSpec.class, () -> policy.target(spec, Author.CALLER))))
          .hasMessageStartingWith(
              "'sourceAddress' must be an address of this host, which 10.77.0.2 isn't");
      for (TcpStack stack : stacks().toList()) {
        Outcome outcome = run(stack, spec, target);
        assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(outcome.reason()).isEqualTo(Reason.NO_SOURCE_ADDRESS);
      }
      assertThat(seen).isEmpty();
    }
  }

  /** A socket belongs to the namespace of the thread that opens it. */
  private Listening server(String address) {
    return host.call(() ->
        Listening.start(
            new InetSocketAddress(InetAddress.ofLiteral(address), 0),
            channel -> {
              seen.add((InetSocketAddress) channel.getRemoteAddress());
              ByteBuffer bytes = ByteBuffer.allocate(64);
              while (channel.read(bytes) >= 0) {
                bytes.clear();
              }
            }));
  }

  private Outcome run(TcpStack stack, Spec spec) {
    return run(stack, spec, host.call(() -> policy.target(spec, Author.CALLER)));
  }

  private Outcome run(TcpStack stack, Spec spec, AllowedTarget target) {
    return host.call(() -> {
      Runner runner =
          new Runner(
              stack,
              "test",
              new RunnerProperties(1, 1, 1, 1, 4, 4),
              policy.loopback().address(),
              null,
              _ -> {});
      try {
        return Objects.requireNonNull(runner.run(target, new Asked(spec, Origin.REQUEST)));
      } finally {
        runner.destroy();
      }
    });
  }

  private static Spec spec(String target, int port, String source) {
    return Drafts.spec(
        "'server':{},'bytesSent':5,'initiatorHalfCloses':true,'targetHost':'%s',".formatted(target)
            + "'targetPort':%d,'sourceAddress':'%s'".formatted(port, source));
  }
}
