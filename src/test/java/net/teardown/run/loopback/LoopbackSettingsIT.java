package net.teardown.run.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.teardown.Needs;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Verdict;
import net.teardown.instance.StandingThreads;
import net.teardown.lab.Host;
import net.teardown.lab.Network;
import net.teardown.lab.WireCapture;
import net.teardown.lab.WireCapture.Connection;
import net.teardown.picture.explanation.Explanation;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.run.Drafts;
import net.teardown.run.server.ServerRun;
import net.teardown.script.ScriptThreads;
import net.teardown.socket.ChildJvm;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests loopback with other kernel settings, and checks every verdict against captured packets. */
@Timeout(300)
class LoopbackSettingsIT {

  private static final boolean SOAK = Boolean.getBoolean("soak");

  /** Amounts around the size of the buffers: 128 KiB at the receiver and 4 MiB at the sender. */
  private static final int[] AMOUNTS = {
    1 << 10, 1 << 15, 65_536, 100_000, 127_900, 128_100, 131_072, 200_000, 262_144, 524_288,
    1_000_000, 2_000_000, 4_000_000, 4_100_000, 4_200_000, 8 << 20, 16 << 20
  };

  private static final List<String> HIDDEN =
      List.of(
          "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true",
          "'bytesSent':5,'bytesRead':1",
          "'bytesSent':5,'bytesSentAfterClose':3",
          "'bytesSent':5,'replyBytes':9,'bytesRead':4,'closer':'INITIATOR','shutdownBeforeClose':true");

  @TempDir private Path directory;
  private Network network;
  private Host host;

  @BeforeEach
  void makeTheHost() {
    Needs.hosts();
    Needs.packetCapture();
    network = new Network();
    host = network.host("lo");
  }

  @AfterEach
  void takeItAway() {
    if (network != null) {
      network.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4096 32768 32768"})
  void whateverIsSentAndNotReadIsJudgedAndNothingWaitsForTheDeadline(String tcpRmem)
      throws Exception {
    if (!tcpRmem.isEmpty()) {
      host.call(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/tcp_rmem"), tcpRmem));
    }
    List<String> specs = new ArrayList<>();
    for (int amount : AMOUNTS) {
      String upload = "'bytesSent':%d,'bytesRead':1000".formatted(amount);
      String reply =
          "'closer':'INITIATOR','bytesSent':5,'replyBytes':%d,'bytesRead':1000".formatted(amount);
      specs.add(upload);
      specs.add(upload + ",'replyBytes':512,'shutdownBeforeClose':true");
      specs.add(upload + ",'shutdownBeforeClose':true,'drainBeforeClose':true");
      specs.add(reply);
      specs.add(reply + ",'shutdownBeforeClose':true,'drainBeforeClose':true");
    }

    List<RunsInside.Run> runs = judgedAgainstTheWire(SOAK ? 20 : 1, specs);

    assertThat(runs).noneMatch(run -> run.verdict() == Verdict.INCONCLUSIVE);
    assertThat(runs).extracting(RunsInside.Run::verdict).contains(Verdict.RESET, Verdict.CLEAN_EOF);
  }

  @Test
  void aLoopbackThatHandsPacketsToAnotherProcessorIsWaitedFor() throws Exception {
    host.run("sh", "-c", "echo 3 > /sys/class/net/lo/queues/rx-0/rps_cpus");

    List<RunsInside.Run> runs = judgedAgainstTheWire(SOAK ? 3_000 : 100, HIDDEN);

    assertThat(runs).allMatch(run -> run.micros() >= 5_000 || run.verdict() != Verdict.CLEAN_EOF);
  }

  @Test
  void aLoopbackThatQueuesIsWaitedFor() throws Exception {
    host.run("tc", "qdisc", "add", "dev", "lo", "root", "pfifo");

    assertThat(judgedAgainstTheWire(5, List.of("'bytesSent':5")))
        .allMatch(run -> run.micros() >= 5_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp_rfc1337 1", "tcp_max_tw_buckets 0"})
  void whereATimeWaitProvesNothingNothingIsConcludedFromOne(String setting) throws Exception {
    String halfClosed = "'bytesSent':5,'initiatorHalfCloses':true";
    String[] words = setting.split(" ", -1);
    host.sysctl("net/ipv4/" + words[0], Integer.parseInt(words[1]));

    List<RunsInside.Run> runs = RunsInside.on(host, 20, List.of(halfClosed, "'bytesSent':5"));

    assertThat(runs)
        .allSatisfy(run ->
            assertThat(run.reason())
                .isEqualTo(run.spec().equals(halfClosed) ? "TIME_WAIT_UNDECIDABLE" : "null"));
  }

  /** Runs against a server at an address of a family that the host may not have. */
  static final class OverIpv6 {

    public static void main(String[] arguments) throws Exception {
      Spec spec =
          Drafts.spec("'targetHost':'::1','targetPort':9,'server':{'request':{'text':'x'}}");
      AllowedTarget target = Policy.allowing("::1").target(spec, Author.CALLER);
      TcpStack stack = TcpStack.forThisPlatform();
      Outcome outcome;
      try (ScriptThreads scripts =
          new ScriptThreads(stack, "remote", 1, StandingThreads.ofThisProcess()::start)) {
        outcome =
            new ServerRun(stack, "inside", scripts)
                .run((AllowedTarget.Server) target, new Asked(spec, Origin.REQUEST));
      }
      System.out.println("told: " + outcome.verdict() + " " + outcome.reason());
      System.out.println(Explanation.of(Experiment.of(outcome)).text());
    }
  }

  @Test
  void aHostWithoutIpv6CannotReachAnAddressOfItAndHasNotRunOutOfPorts() throws Exception {
    host.sysctl("net/ipv6/conf/all/disable_ipv6", 1);

    assertThat(
            ChildJvm.run(
                host.prefix(), List.of("--enable-native-access=ALL-UNNAMED"), OverIpv6.class))
        .contains(
            "told: UNREACHABLE NO_ADDRESS_OF_FAMILY",
            "The other end can't be reached: this host has no address of that family.");
  }

  @Test
  void anOrdinaryLoopbackIsNotWaitedFor() throws Exception {
    List<RunsInside.Run> runs = judgedAgainstTheWire(50, List.of("'bytesSent':5"));

    assertThat(runs).anyMatch(run -> run.micros() < 5_000);
  }

  private List<RunsInside.Run> judgedAgainstTheWire(int times, List<String> specs)
      throws Exception {
    try (WireCapture capture = WireCapture.start(host.prefix(), directory)) {
      List<RunsInside.Run> runs = RunsInside.on(host, times, specs);
      List<Connection> connections = capture.connections(runs.getFirst().port());

      assertThat(runs).hasSize(times * specs.size());
      assertThat(connections).hasSize(runs.size());
      for (int i = 0; i < runs.size(); i++) {
        assertThat(runs.get(i).verdict())
            .as("%s", runs.get(i))
            .isIn(runs.get(i).onTheWire(connections.get(i)), Verdict.INCONCLUSIVE);
      }
      return runs;
    }
  }
}
