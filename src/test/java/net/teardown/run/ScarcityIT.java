package net.teardown.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.teardown.Needs;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Policy;
import net.teardown.run.outcome.OutcomeAssembler;
import net.teardown.socket.CallFailed;
import net.teardown.socket.ChildJvm;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.Test;

/**
 * Tests that a run on a host without free ports or descriptors has an outcome and is never an
 * error.
 */
class ScarcityIT {

  private static final List<String> ALLOWED = List.of("--enable-native-access=ALL-UNNAMED");

  /** Fields of a run that can wait, which has a listener of its own. */
  private static final String WAITS =
      "'bytesSent':5,'shutdownBeforeClose':true,'drainBeforeClose':true";

  private static final String SHORT = "'bytesSent':5,'bytesRead':1";

  private static final AllowedTarget.Loopback LOOPBACK = Policy.allowing("loopback").loopback();

  private static Runner runner(TcpStack stack, List<Object> events) throws CallFailed {
    return new Runner(
        stack,
        "test",
        new RunnerProperties(1, 8, 8, 8, 1, 1),
        LOOPBACK.address(),
        null,
        events::add);
  }

  private static String run(Runner runner, String spec) {
    Outcome outcome = runner.run(LOOPBACK, new Asked(Drafts.spec(spec), Origin.REQUEST));
    return outcome.verdict() + " " + outcome.reason();
  }

  /** Uses up a resource, and then runs. */
  static final class NothingLeft {
    public static void main(String[] arguments) throws Exception {
      TcpStack stack = TcpStack.forThisPlatform();
      List<Object> events = new ArrayList<>();
      // Classes can't be loaded any more once there are no descriptors left.
      Runner other = runner(stack, events);
      run(other, WAITS);
      run(other, SHORT);
      OutcomeAssembler assembler = new OutcomeAssembler("test", stack);
      assembler.notBegun(
          assembler.begun(new Asked(Drafts.spec(WAITS), Origin.REQUEST), null),
          Reason.NO_RESOURCES,
          OutcomeAssembler.level(stack),
          null);
      other.destroy();
      Runner runner = runner(stack, events);
      run(runner, SHORT);
      try {
        while (true) {
          if (arguments[0].equals("ports")) {
            stack.listen(new InetSocketAddress(LOOPBACK.address(), 0), 1);
          } else {
            stack.open(StandardProtocolFamily.INET);
          }
        }
      } catch (CallFailed e) {
        events.clear();
        System.out.println(run(runner, WAITS));
        System.out.println(run(runner, SHORT));
        System.out.println(events.size() + " counted");
      }
      runner.destroy();
    }
  }

  @Test
  void withoutAPortForItsListenerARunIsInconclusiveAndCounted() throws Exception {
    Needs.posixStack();
    Needs.networkNamespaces();

    assertThat(ChildJvm.run(withPorts(20), ALLOWED, NothingLeft.class, "ports"))
        .containsExactly("INCONCLUSIVE NO_LOCAL_PORT", "INCONCLUSIVE NO_LOCAL_PORT", "2 counted");
  }

  @Test
  void withoutADescriptorForItsListenerARunIsInconclusiveAndCounted() throws Exception {
    Needs.posixStack();
    List<String> few = List.of("sh", "-c", "ulimit -n 512 && exec \"$@\"", "sh");

    assertThat(ChildJvm.run(few, ALLOWED, NothingLeft.class, "descriptors"))
        .containsExactly("INCONCLUSIVE NO_RESOURCES", "INCONCLUSIVE NO_RESOURCES", "2 counted");
  }

  /** Makes many runs that can wait, one after the other. */
  static final class ManyThatWait {
    public static void main(String[] arguments) throws Exception {
      Runner runner = runner(TcpStack.forThisPlatform(), new ArrayList<>());
      Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
      for (int i = 0; i < 300; i++) {
        Outcome outcome = runner.run(LOOPBACK, new Asked(Drafts.spec(WAITS), Origin.REQUEST));
        verdicts.merge(outcome.verdict(), 1, Integer::sum);
      }
      System.out.println(verdicts);
      runner.destroy();
    }
  }

  @Test
  void runsThatWaitDoNotUseUpThePortsWithTheirListeners() throws Exception {
    Needs.posixStack();
    Needs.networkNamespaces();

    assertThat(ChildJvm.run(withPorts(100), ALLOWED, ManyThatWait.class))
        .containsExactly("{CLEAN_EOF=300}");
  }

  /** The command prefix that runs a command in a network namespace with this many local ports. */
  private static List<String> withPorts(int ports) {
    String narrowed =
        "ip link set lo up && echo '40000 %d' > /proc/sys/net/ipv4/ip_local_port_range"
            .formatted(40_000 + ports - 1);
    return List.of("unshare", "--net", "sh", "-c", narrowed + " && exec \"$@\"", "sh");
  }
}
