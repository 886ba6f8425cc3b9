package net.teardown.run.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import net.teardown.Needs;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Delivery;
import net.teardown.lab.Host;
import net.teardown.lab.Network;
import net.teardown.picture.explanation.Explanation;
import net.teardown.run.Drafts;
import net.teardown.socket.ChildJvm;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that settings that change at run time show in the predictions and outcomes after that. */
@Timeout(120)
class HostSettingsIT {

  private static final String LATE = "'bytesSent':5,'bytesRead':1,'observerReads':'LATE',";
  private static final String SHORT_REPLY = LATE + "'replyBytes':60000";
  private static final String FROM_THE_INITIATOR =
      "'bytesSent':60000,'bytesRead':1,'replyBytes':5,'observerReads':'LATE','closer':'INITIATOR'";

  private static final String RMEM = "net.ipv4.tcp_rmem";
  private static final String ORDINARY = "4096 131072 6291456";
  private static final String SYN_COOKIES = "net.ipv4.tcp_syncookies";
  private static final String WINDOW_SCALING = "net.ipv4.tcp_window_scaling";

  /**
   * A run after a setting was changed.
   *
   * @param read bytes that the observer read
   * @param named the setting's value in the environment that the outcome names
   */
  private record Run(
      int read, Delivery delivery, boolean asPredicted, String named, String explanation) {}

  /** Changes settings from inside, and runs. */
  static final class Inside {

    private static final long PATIENCE_NANOS = 20_000_000_000L;

    public static void main(String[] arguments) throws Exception {
      TcpStack stack = TcpStack.forThisPlatform();
      LoopbackRun runs = new LoopbackRun(stack, "inside");
      Lane lane = new Lane(stack, InetAddress.ofLiteral("127.0.0.1"));
      for (int i = 0; i < arguments.length; i += 4) {
        String setting = arguments[i];
        String value = arguments[i + 1];
        Files.writeString(Path.of("/proc/sys", setting.replace('.', '/')), value);
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (!value.equals(stack.settings().get(setting)) && System.nanoTime() < until) {
          Thread.sleep(50);
        }
        if (arguments[i + 2].equals("new listener")) {
          lane.close();
          lane = new Lane(stack, InetAddress.ofLiteral("127.0.0.1"));
        }
        Outcome outcome = runs.run(lane, new Asked(Drafts.spec(arguments[i + 3]), Origin.REQUEST));
        System.out.printf(
            "run|%d|%s|%s|%s|%s%n",
            outcome.observer().orElseThrow().bytesRead(),
            outcome.delivery(),
            outcome.asPredicted(),
            outcome.environments().known().findFirst().orElseThrow().settings().get(setting),
            Explanation.of(Experiment.of(outcome)).text());
      }
      lane.close();
    }
  }

  @Test
  void repliesThatTheHostsSettingsCutShortAreAsPredicted() throws Exception {
    Needs.hosts();
    try (Network network = new Network()) {
      Host host = network.host("lo");
      List<Run> runs =
          run(
              host,
              List.of(
                  // 2,048 and 29,824 bytes arrive on Linux 6.18.
                  List.of(RMEM, "4096 4096 6291456", "", SHORT_REPLY),
                  List.of(RMEM, "4096 32768 6291456", "new listener", SHORT_REPLY),
                  List.of(RMEM, ORDINARY, "", SHORT_REPLY),
                  // An accepted socket has its listener's buffer.
                  List.of(RMEM, ORDINARY, "", FROM_THE_INITIATOR),
                  // 14,480 bytes arrive, nearly always.
                  List.of(SYN_COOKIES, "2", "new listener", SHORT_REPLY),
                  List.of(SYN_COOKIES, "1", "", SHORT_REPLY),
                  List.of(WINDOW_SCALING, "0", "", LATE + "'replyBytes':100000")));

      assertThat(runs).allMatch(Run::asPredicted);
      assertThat(runs)
          .extracting(Run::named)
          .containsExactly(
              "4096 4096 6291456", "4096 32768 6291456", ORDINARY, ORDINARY, "2", "1", "0");
      assertThat(List.of(runs.get(2), runs.get(5)))
          .extracting(Run::delivery)
          .containsOnly(Delivery.WHOLE);
      assertThat(List.of(runs.get(0), runs.get(1), runs.get(3), runs.get(6)))
          .extracting(Run::delivery)
          .containsOnly(Delivery.TRUNCATED);
      // The window opens while a reply arrives: of 200 that came by a SYN cookie, three arrived
      // whole on busy cores.
      assertThat(List.of(runs.get(0), runs.get(1), runs.get(3), runs.get(4), runs.get(6)))
          .allSatisfy(run -> {
            assertThat(run.read()).isPositive();
            assertThat(run.explanation()).contains("less room there than Linux gives by default");
          });
      assertThat(runs.getFirst().explanation()).contains(RMEM + " is 4096 4096 6291456");
    }
  }

  /** A close_notify that finds no room goes out behind this end's own FIN, and fails with EPIPE. */
  @Test
  void whatFailsBehindAnEndsOwnFinIsNoReset() throws Exception {
    Needs.hosts();
    String least = "4096 4096 4096";
    try (Network network = new Network()) {
      Host host = network.host("lo");
      host.sysctl("net/ipv4/tcp_rmem", least);
      host.sysctl("net/ipv4/tcp_wmem", least);
      List<Run> runs =
          run(
              host,
              Collections.nCopies(
                  5,
                  List.of(
                      RMEM,
                      least,
                      "new listener",
                      "'bytesSent':1000,'replyBytes':500,'initiatorHalfCloses':true,'tls':{}")));

      assertThat(runs).hasSize(5).allMatch(Run::asPredicted);
      assertThat(runs)
          .allSatisfy(run ->
              assertThat(run.explanation())
                  .doesNotContain("an RST behind it")
                  .contains("a record, a close_notify too, may be kept back"));
    }
  }

  private static List<Run> run(Host host, List<List<String>> steps) throws Exception {
    return ChildJvm.run(
            host.prefix(),
            List.of("--enable-native-access=ALL-UNNAMED"),
            Inside.class,
            steps.stream().flatMap(List::stream).toArray(String[]::new))
        .stream()
        .filter(line -> line.startsWith("run|"))
        .map(line -> line.split("\\|", -1))
        .map(words ->
            new Run(
                Integer.parseInt(words[1]),
                Delivery.valueOf(words[2]),
                Boolean.parseBoolean(words[3]),
                words[4],
                words[5]))
        .toList();
  }
}
