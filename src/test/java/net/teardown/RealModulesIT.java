package net.teardown;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import net.teardown.lab.Host;
import net.teardown.lab.Network;
import net.teardown.lab.WireCapture;
import net.teardown.lab.WireCapture.Connection;
import net.teardown.servers.SpokenTo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests that the built-in modules cost their real servers nothing: by what each of these logs and
 * counts of its callers, and by tcpdump. All run on a host of their own, whose address isn't
 * loopback's, because MariaDB counts nobody who comes from there.
 */
@Tag("lab")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RealModulesIT {

  private static final int TIMES = Integer.getInteger("lab.guilty", 50);
  private static final String TOKEN = "lab-modules";
  private static final String ADDRESS = "198.18.255.1";

  @TempDir private static Path directory;

  private static Network network;
  private static Host host;
  private static ServiceProcess service;

  @BeforeAll
  static void startTheService() throws Exception {
    Needs.hosts();
    Needs.packetCapture();
    network = new Network();
    host = network.host("probing");
    host.ip("addr add %s/32 dev lo".formatted(ADDRESS));
    service =
        ServiceProcess.startAt(
            URI.create("http://%s:8080".formatted(network.management(host).getHostAddress())),
            host.prefix(),
            directory,
            "--teardown.policy.allow=" + ADDRESS,
            "--teardown.policy.converse=" + ADDRESS,
            "--teardown.api.token=" + TOKEN);
  }

  @AfterAll
  static void endTheService() {
    if (service != null) {
      service.close();
    }
    if (network != null) {
      network.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProbeIsASessionInOrderToItsServer(SpokenTo server) throws Exception {
    server.needs();
    try (SpokenTo.Served served = server.start(host, ADDRESS);
        WireCapture capture = WireCapture.start(host.prefix(), directory)) {
      for (int i = 0; i < TIMES; i++) {
        String answer = probe(server.module(), served);

        assertThat(answer).as(server.module()).contains("probe_success 1");
      }
      List<Connection> connections = capture.connections(served.port());

      assertThat(connections).hasSize(TIMES);
      assertThat(connections)
          // Its kernel may answer an ACK that overtook another, with no socket left to be told.
          .noneMatch(connection -> connection.rst(false))
          .allMatch(connection -> connection.fin(false) && connection.fin(true));
      assertThat(served.sessions(TIMES)).isEqualTo(TIMES);
      assertThat(served.complaints()).isEmpty();
    }
  }

  /** Else nothing that the other test looks at could show a complaint. */
  @ParameterizedTest
  @EnumSource
  void whoLeavesAtOnceOrSpeaksNonsenseIsComplainedOf(SpokenTo server) throws Exception {
    server.needs();
    try (SpokenTo.Served served = server.start(host, ADDRESS)) {
      probe("tcp_close", served);
      String nonsense =
          """
          {"targetHost": "%s", "targetPort": %d, "server": {"request": {"text": "nonsense\\r\\n\\r\\n"}},
           "timeoutMillis": 2000}\
          """
              .formatted(ADDRESS, served.port());
      HttpResponse<String> told =
          withToken(
              "/api/v1/experiments?store=false",
              request ->
                  request
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(nonsense)));
      assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
      TimeUnit.MILLISECONDS.sleep(500);

      assertThat(served.complaints()).isNotEmpty();
    }
  }

  private static String probe(String module, SpokenTo.Served served) throws Exception {
    String target = URLEncoder.encode(ADDRESS + ":" + served.port(), UTF_8);
    HttpResponse<String> answer =
        withToken("/probe?target=%s&module=%s".formatted(target, module), HttpRequest.Builder::GET);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static HttpResponse<String> withToken(
      String path, UnaryOperator<HttpRequest.Builder> call) throws Exception {
    HttpRequest.Builder request = service.request(path).header("Authorization", "Bearer " + TOKEN);
    return service.send(call.apply(request));
  }
}
