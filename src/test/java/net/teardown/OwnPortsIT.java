package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.lab.Machine;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a caller's words reach nothing that the service's own process listens on. */
class OwnPortsIT {

  private static final String WORDS =
      "'server':{'silenceMillis':20,'settleMillis':20,'turns':[{'say':{'text':'x'}}]}";

  @Test
  void noPortOfTheProcessIsSpokenToWhoeverOpenedIt(@TempDir Path directory) throws Exception {
    int jmx = Machine.freePort();
    String jvm =
        "-Dcom.sun.management.jmxremote.port=%d -Dcom.sun.management.jmxremote.host=127.0.0.1 -Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false"
            .formatted(jmx);
    try (Listening other = Listening.start(_ -> {});
        ServiceProcess service =
            ServiceProcess.start(
                List.of("env", "JAVA_TOOL_OPTIONS=" + jvm),
                directory,
                "--teardown.responder.port=0")) {
      // Its lanes listen, too.
      service.post("/api/v1/experiments?store=false", "{}");
      Set<Integer> own = listening(service.process().pid());

      assertThat(own).contains(jmx).hasSizeGreaterThanOrEqualTo(5);
      for (int port : own) {
        HttpResponse<String> refused = Probe.ask(service, "127.0.0.1", port, WORDS);
        assertThat(refused.statusCode()).as("%d: %s", port, refused.body()).isEqualTo(403);
        assertThat(refused.body())
            .contains("port %d there is this instance's own ".formatted(port));
      }
      assertThat(Probe.ask(service, "127.0.0.1", other.port(), WORDS).statusCode()).isEqualTo(200);
      assertThat(other.accepted()).isEqualTo(1);
    }
  }

  private static Set<Integer> listening(long pid) throws IOException {
    Path process = Path.of("/proc/" + pid);
    Set<String> sockets;
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      sockets = descriptors.map(OwnPortsIT::target).collect(Collectors.toCollection(HashSet::new));
    }
    Set<Integer> ports = new TreeSet<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String row : Files.readAllLines(process.resolve(table))) {
        String[] columns = row.strip().split(" +", -1);
        if (columns[3].equals("0A") && sockets.contains("socket:[%s]".formatted(columns[9]))) {
          ports.add(Integer.parseInt(columns[1].replaceAll(".*:", ""), 16));
        }
      }
    }
    return ports;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException _) {
      return "";
    }
  }
}
