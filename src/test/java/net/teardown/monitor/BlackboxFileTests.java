package net.teardown.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import net.teardown.experiment.spec.AddressFamily;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.input.BrokenScenario;
import net.teardown.probe.ModuleDraft;
import net.teardown.probe.ProbeModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what may be pasted from blackbox_exporter's file, and the messages for what may not. */
class BlackboxFileTests {

  private final ProbesFile file = new ProbesFile(Path.of("/etc/teardown/probes.yml"), builtIn());

  private static Map<String, ProbeModule> builtIn() {
    SpecDraft spec = SpecDraft.of(SpecFields.BYTES_SENT, 0).with(SpecFields.SERVER, true);
    return Map.of(
        "tcp_connect",
        new ModuleDraft("A connection", "It stands.", spec, true).check("test", "tcp_connect"));
  }

  private Probes parse(String text) {
    return file.parse(text.getBytes(UTF_8));
  }

  @Test
  void whatStandsInItsFileRunsInTurns() {
    Probes probes =
        parse(
            """
            blackbox:
              modules:
                irc-banner:
                  prober: tcp
                  timeout: 30.5s
                  tcp:
                    query_response:
                      - send: "NICK $1"
                      - expect: "PING :([^ ]+)"
                        send: "PONG ${1}"
                        labels: [{name: token, value: "${1}"}]
                      - expect: 001
                      - expect: ""
                        starttls: false
                    tls: false
                    tls_config: {}
            """);

    ProbeModule module = probes.modules().getFirst();
    assertThat(module.name()).isEqualTo("irc-banner");
    assertThat(module.timeout()).isEqualTo(Duration.ofMillis(30_500));
    assertThat(module.spec().written(SpecFields.TURNS))
        .hasToString(
            "[{say={text=NICK $1\n}}, {hear={matchingLine=PING :([^ ]+)}},"
                + " {say={text=PONG ${1}\n, expand=true}}, {hear={matchingLine=001}}]");
    assertThat(requireNonNull(module.queryResponse()).labelledTurn()).isEqualTo(1);
    assertThat(requireNonNull(module.queryResponse()).labels()).containsEntry("token", "${1}");
    assertThat(module.against("10.1.2.3:6667", Duration.ofSeconds(3)).timeoutMillis())
        .isEqualTo(3000);
  }

  @Test
  void aModuleWithoutAConversationSucceedsOnceConnectedAndMayBeNamedAsABuiltInOne() {
    Probes probes =
        parse(
            """
            blackbox: {modules: {tcp_connect: {prober: tcp, timeout: 7s}}}
            monitors: {a: {targets: ['x:1']}}
            """);

    assertThat(probes.modules())
        .singleElement()
        .satisfies(module -> {
          assertThat(module.onceConnected()).isTrue();
          assertThat(module.timeout()).isEqualTo(Duration.ofSeconds(7));
          assertThat(module.against("x:1", Duration.ofSeconds(1)).closer()).isNotNull();
        });
    assertThat(probes.monitors().getFirst().module()).isEqualTo(probes.modules().getFirst());
  }

  @ParameterizedTest
  @CsvSource({
    "'', PREFER_IPV6",
    "preferred_ip_protocol: ip4, PREFER_IPV4",
    "ip_protocol_fallback: false, ONLY_IPV6",
    "'preferred_ip_protocol: ip4, ip_protocol_fallback: false', ONLY_IPV4"
  })
  void anAddressIsChosenAsThere(String said, AddressFamily family) {
    Probes probes =
        parse(
            "blackbox: {modules: {a: {prober: tcp, tcp: {source_ip_address: 127.0.0.2%s}}}}"
                .formatted(said.isEmpty() ? "" : ", " + said)
                .replace(
                    "source_ip_address: 127.0.0.2",
                    family == AddressFamily.ONLY_IPV6
                        ? "source_ip_address: '::1'"
                        : "source_ip_address: 127.0.0.2"));

    assertThat(probes.modules().getFirst().spec().get(SpecFields.ADDRESS_FAMILY)).isEqualTo(family);
    assertThat(probes.modules().getFirst().spec().says(SpecFields.SOURCE_ADDRESS)).isTrue();
  }

  @Test
  void anEmptyFileHasNone() {
    assertThat(parse("blackbox:\n").modules()).isEmpty();
    assertThat(parse("blackbox: {modules: }\n").modules()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "prober: http, http: {method: GET} | blackbox.modules.a' has the prober http: leave it",
        "prober: icmp | blackbox.modules.a' has the prober icmp: leave it with blackbox_exporter",
        "prober: tcpp | blackbox.modules.a' has the prober 'tcpp', which is unknown; did you mean"
            + " 'tcp'?",
        "timeout: 5s | blackbox.modules.a' must name its 'prober': tcp",
        "prober: tcp, http: {} | blackbox.modules.a.http' says nothing beside the prober tcp",
        "prober: tcp, timeot: 5s | blackbox.modules.a.timeot' is unknown; did you mean 'timeout'?",
        "prober: tcp, timeout: 5 | blackbox.modules.a.timeout' must be a time such as 5s, not '5'",
        "prober: tcp, timeout: 2m | blackbox.modules.a.timeout' must be at most 1m",
        "prober: tcp, tcp: [] | blackbox.modules.a.tcp' must be an object",
        "prober: tcp, tcp: {query_respose: []} | blackbox.modules.a.tcp.query_respose' is unknown;"
            + " did you mean 'query_response'?",
        "prober: tcp, tcp: {query_response: {}} | blackbox.modules.a.tcp.query_response' must be an"
            + " array",
        "prober: tcp, tcp: {query_response: [{expct: a}]} | query_response[0].expct' is unknown;"
            + " did you mean 'expect'?",
        "prober: tcp, tcp: {query_response: [{expect: (}]} | query_response[0].expect' must be a"
            + " regular expression of RE2",
        "prober: tcp, tcp: {query_response: [{send: {}}]} | query_response[0].send' must be a"
            + " string",
        "prober: tcp, tcp: {query_response: [{labels: []}]} | query_response[0].labels' needs an"
            + " 'expect'",
        "prober: tcp, tcp: {query_response: [{expect: a, labels: [{name: a-b}]}]} |"
            + " labels[0]' must have the 'name' of a label",
        "prober: tcp, tcp: {query_response: [{starttls: true}, {starttls: true}]} |"
            + " query_response[1].starttls' stands there twice",
        "prober: tcp, tcp: {query_response: [{expect_bytes: ab}]} | expect_bytes' isn't supported"
            + " yet",
        "prober: tcp, tcp: {preferred_ip_protocol: ipv4} | preferred_ip_protocol' must be ip4 or"
            + " ip6, not 'ipv4'",
        "prober: tcp, tcp: {source_ip_address: here} | blackbox.modules.a.tcp.source_ip_address'"
            + " must be",
        "prober: tcp, tcp: {tls: maybe} | blackbox.modules.a.tcp.tls' must be true or false",
        "prober: tcp, tcp: {tls_config: {ca_file: x}} | tls_config.ca_file' isn't supported yet",
        "prober: tcp, tcp: {tls_config: {server_nam: x}} | tls_config.server_nam' is unknown; did"
            + " you mean 'server_name'?",
        "prober: tcp, tcp: {tls: true, tls_config: {server_name: 10.1.2.3}} |"
            + " tls_config.server_name' must be a host name"
      })
  void whatIsWrongIsNamed(String module, String says) {
    assertThat(problem("blackbox: {modules: {a: {%s}}}".formatted(module))).contains(says);
  }

  @Test
  void allThatIsWrongIsNamedAtOnceWithItsLine() {
    String problem =
        problem(
            """
            blackbox:
              modules:
                http_2xx:
                  prober: http
                pop3s_banner:
                  prober: tcp
                  tcp:
                    query_response:
                    - expect: "(+OK"
                    tls: true
                    tls_config:
                      cert_file: client.pem
                icmp: {prober: icmp}
            monitors:
              a: {targets: ['x:1'], intervall: 3s}
            """);

    assertThat(problem)
        .contains(
            "line 3: 'blackbox.modules.http_2xx' has the prober http",
            "line 9: 'blackbox.modules.pop3s_banner.tcp.query_response[0].expect' must be",
            "line 12: 'blackbox.modules.pop3s_banner.tcp.tls_config.cert_file' isn't supported yet",
            "line 13: 'blackbox.modules.icmp' has the prober icmp",
            "line 15: 'monitors.a.intervall' is unknown");
  }

  @Test
  void aNameMayStandInOneOfTheTwoPlaces() {
    assertThat(
            problem(
                """
                modules: {mail: {onceConnected: true, spec: {server: {}, bytesSent: 0}}}
                blackbox: {modules: {mail: {prober: tcp}}}
                """))
        .contains("'blackbox.modules.mail' stands in 'modules' too");
  }

  private String problem(String text) {
    return requireNonNull(
        catchThrowableOfType(BrokenScenario.class, () -> parse(text)).getMessage());
  }
}
