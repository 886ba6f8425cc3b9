package net.teardown.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.teardown.Needs;
import net.teardown.Teardown;
import net.teardown.socket.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A campaign on a host with few local ports, in a network namespace of its own. */
class PortsOnLoopbackIT {

  private static final String VERDICTS = "verdicts ";
  private static final String LIMITED = "limited by ";

  /**
   * Runs a campaign in which the initiator closes first, with three times as many runs as there are
   * ports.
   */
  static final class InitiatorFirst {
    public static void main(String[] arguments) throws Exception {
      try (ConfigurableApplicationContext context =
          new SpringApplicationBuilder(Teardown.class)
              .run(
                  "--server.port=0",
                  "--teardown.responder.port=0",
                  "--teardown.data-dir=" + arguments[0],
                  "--spring.main.banner-mode=off")) {
        CampaignService service = context.getBean(CampaignService.class);
        CampaignOrder order =
            Orders.of(
                "{\"bytesSent\": 5, \"closer\": \"INITIATOR\"}",
                Map.of(),
                300,
                InvalidCells.REFUSE);
        CampaignService.Posted<String> posted =
            service.post(order, report -> LIMITED + report.plan().rateLimitedBy());
        System.out.println(posted.view());
        Campaign now = posted.campaign();
        while (now.status().active()) {
          Thread.sleep(100);
          now = service.find(now.id()).orElseThrow();
        }
        String verdicts =
            service.report(now, report -> VERDICTS + report.statistics().getFirst().verdicts());
        System.out.println(verdicts);
      }
    }
  }

  @Test
  void aCampaignWhoseInitiatorClosesFirstKeepsToThePortsThatThereAre(@TempDir Path directory)
      throws Exception {
    Needs.posixStack();
    Needs.networkNamespaces();
    String hundred =
        "ip link set lo up && echo '40000 40099' > /proc/sys/net/ipv4/ip_local_port_range";
    List<String> before =
        List.of("unshare", "--net", "sh", "-c", hundred + " && exec \"$@\"", "sh");

    List<String> said =
        ChildJvm.run(
            before,
            List.of("--enable-native-access=ALL-UNNAMED"),
            InitiatorFirst.class,
            directory.toString());

    assertThat(said)
        .contains(VERDICTS + "{CLEAN_EOF=300}")
        .anyMatch(line -> line.startsWith(LIMITED) && line.contains("TIME_WAIT for 1 s"));
  }
}
