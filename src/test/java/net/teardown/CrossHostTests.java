package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.teardown.lab.Host;
import net.teardown.lab.Network;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Two instances on two hosts, as their users have them. */
class CrossHostTests {

  private static final JsonMapper JSON = new JsonMapper();
  private static final List<AutoCloseable> OPEN = new ArrayList<>();

  @TempDir private static Path directory;
  private static ServiceProcess probeA;
  private static ServiceProcess probeB;

  @BeforeAll
  static void twoInstances() throws Exception {
    Needs.hosts();
    Network network = new Network();
    OPEN.add(network);
    Host a = network.host("a");
    Host b = network.host("b");
    network.link(a, b);
    probeA = start(network, a);
    probeB = start(network, b);
  }

  @AfterAll
  static void end() throws Exception {
    for (AutoCloseable open : OPEN.reversed()) {
      open.close();
    }
  }

  private static ServiceProcess start(Network network, Host host) throws Exception {
    URI base = URI.create("http://%s:8080".formatted(network.management(host).getHostAddress()));
    Path own = directory.resolve(host.toString());
    own.toFile().mkdir();
    ServiceProcess service =
        ServiceProcess.startAt(base, host.prefix(), own, "--teardown.vantage=probe-" + host);
    OPEN.add(service);
    return service;
  }

  @Test
  void eachInstanceAnswersForItself() throws Exception {
    for (var instance : Map.of("probe-a", probeA, "probe-b", probeB).entrySet()) {
      assertThat(JSON.readTree(instance.getValue().get("/api/v1/info").body()).get("vantage"))
          .hasToString("\"" + instance.getKey() + "\"");
    }
  }
}
