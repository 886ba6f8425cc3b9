package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.teardown.Survey.Surveyed;
import net.teardown.lab.Host;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that no verdict is wrong under any kernel settings of both hosts, on loopback and over 20
 * ms. A run that can't be judged under a setting must be inconclusive.
 */
@Tag("lab")
class KernelSettingsIT {

  private static final int EACH = 5;
  private static final int AT_ONCE = 6;

  private static final List<String> ON_LOOPBACK =
      List.of(
          "'bytesSent':0",
          "'bytesSent':5",
          "'bytesSent':5,'replyBytes':512",
          "'bytesSent':5,'replyBytes':512,'initiatorHalfCloses':true",
          "'bytesSent':5,'replyBytes':512,'observerReads':'LATE'",
          "'bytesSent':5,'bytesRead':1",
          "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true",
          "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'initiatorHalfCloses':true",
          "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true",
          "'bytesSent':5,'lingerSeconds':0",
          "'bytesSent':5,'lingerSeconds':0,'shutdownBeforeClose':true",
          "'bytesSent':5,'bytesSentAfterClose':7",
          "'bytesSent':5,'bytesRead':1,'replyBytes':262144,'observerReads':'LATE'",
          "'bytesSent':5,'bytesRead':1,'replyBytes':262144,'observerReads':'BLOCKED'",
          "'bytesSent':60000,'bytesRead':1,'replyBytes':60000,'observerReads':'LATE'",
          "'bytesSent':1000000,'bytesRead':1000",
          "'bytesSent':1000000,'replyBytes':1000000",
          "'bytesSent':5,'replyBytes':9,'closer':'INITIATOR'",
          "'bytesSent':5,'replyBytes':9,'bytesRead':4,'closer':'INITIATOR','shutdownBeforeClose':true",
          "'bytesSent':5,'replyBytes':9,'closer':'INITIATOR','initiatorHalfCloses':true");

  private static final List<String> ACROSS =
      List.of(
          "'bytesSent':5",
          "'bytesSent':5,'replyBytes':512,'initiatorHalfCloses':true",
          "'bytesSent':5,'bytesRead':1",
          "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true",
          "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'initiatorHalfCloses':true",
          "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true",
          "'bytesSent':5,'lingerSeconds':0",
          "'bytesSent':5,'bytesSentAfterClose':7",
          "'bytesSent':5,'bytesRead':1,'replyBytes':262144,'observerReads':'LATE'",
          "'bytesSent':1000000,'bytesRead':1000",
          "'bytesSent':5,'replyBytes':200000",
          "'bytesSent':5,'replyBytes':9,'bytesRead':4,'closer':'INITIATOR'");

  private static final String PATIENTLY = ",'timeoutMillis':20000";

  /** Settings under which the look-up of a TIME-WAIT proves nothing. */
  private static final Set<String> UNDECIDING = Set.of("tcp_rfc1337 1", "tcp_max_tw_buckets 0");

  @BeforeAll
  static void needsHosts() {
    Needs.hosts();
    Needs.tunDevices();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp_sack 0",
        "tcp_dsack 0",
        "tcp_timestamps 0",
        "tcp_window_scaling 0",
        "tcp_rmem 4096 8192 16384",
        "tcp_rmem 4096 1048576 6291456",
        "tcp_wmem 4096 8192 16384",
        "tcp_wmem 4096 1048576 8388608",
        "tcp_fin_timeout 3",
        "tcp_tw_reuse 1",
        "tcp_max_tw_buckets 0",
        "tcp_rfc1337 1",
        "tcp_syncookies 2",
        "tcp_abort_on_overflow 1",
        "tcp_retries2 3",
        "tcp_orphan_retries 1",
        "tcp_congestion_control reno",
        "tcp_recovery 0",
        "tcp_early_retrans 0",
        "tcp_moderate_rcvbuf 0",
        "tcp_ecn 1",
        "tcp_mtu_probing 2",
        "tcp_notsent_lowat 4096",
        "tcp_autocorking 0",
        "tcp_limit_output_bytes 8192",
        "tcp_slow_start_after_idle 0",
        "tcp_no_metrics_save 1",
        "lo mtu 1500",
        "lo rps_cpus 3"
      })
  void noVerdictIsWrongHoweverTheKernelIsSet(String setting) throws Exception {
    try (TwoHosts hosts = TwoHosts.prepared(host -> set(host, setting))) {
      Survey loopback = survey(setting + " on loopback", ON_LOOPBACK, hosts, "");
      String far =
          ",'targetHost':'%s','responderUrl':'http://%s:%d'"
              .formatted(
                  hosts.distant().getFirst().getHostAddress(),
                  hosts.near().getFirst().getHostAddress(),
                  PathLab.CONTROL);
      Survey across = survey(setting + " across 20 ms", ACROSS, hosts, far);

      List<Surveyed> wrong = new ArrayList<>();
      for (Survey survey : List.of(loopback, across)) {
        survey.report("kernels.txt");
        survey.keep(survey.where(run -> isWrong(setting, run)), "wrong");
        wrong.addAll(survey.where(run -> isWrong(setting, run)));
      }
      assertThat(wrong).isEmpty();
    }
  }

  private static Survey survey(String name, List<String> specs, TwoHosts hosts, String more) {
    List<String> fields = specs.stream().map(spec -> spec + more + PATIENTLY).toList();
    return Survey.of(name, EACH * specs.size(), AT_ONCE, fields, hosts::run, Surveyed::outOfTime);
  }

  private static void set(Host host, String setting) {
    String[] words = setting.split(" ", 2);
    switch (words[1]) {
      case "mtu 1500" -> host.ip("link set lo mtu 1500");
      case "rps_cpus 3" -> host.run("sh", "-c", "echo 3 > /sys/class/net/lo/queues/rx-0/rps_cpus");
      default -> host.sysctl("net/ipv4/" + words[0], words[1]);
    }
  }

  /** Whether a verdict is wrong, or something is found that isn't there. */
  private static boolean isWrong(String setting, Surveyed run) {
    boolean undecided =
        UNDECIDING.contains(setting) && run.verdict().equals("INCONCLUSIVE/TIME_WAIT_UNDECIDABLE");
    return !(run.predicted() || undecided) || !run.findings().isEmpty();
  }
}
