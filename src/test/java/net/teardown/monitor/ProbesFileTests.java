package net.teardown.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Verdict;
import net.teardown.input.BrokenScenario;
import net.teardown.probe.ModuleDraft;
import net.teardown.probe.ProbeModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a probes file may contain, and the messages for what it may not. */
class ProbesFileTests {

  private static final Path PATH = Path.of("/etc/teardown/probes.yml");

  private final ProbesFile file = new ProbesFile(PATH, builtIn());

  private static Map<String, ProbeModule> builtIn() {
    SpecDraft spec = SpecDraft.of(SpecFields.BYTES_SENT, 0).with(SpecFields.SERVER, true);
    return Map.of(
        "tcp_connect",
        new ModuleDraft("A connection", "It stands.", spec, true).check("test", "tcp_connect"));
  }

  private Probes parse(String text) {
    return file.parse(text.getBytes(UTF_8));
  }

  /** Texts, objects and lists alike, and an alias within what another one stands for. */
  @Test
  void anAliasIsWhatItsAnchorStandsFor() {
    Probes probes =
        parse(
            """
            modules:
              a: &whole
                title: &title "yes"
                spec: &spec
                  server: &server {request: {http: {path: &path /upload}}}
                  expect: {verdicts: &verdicts [CLEAN_EOF, KEPT_OPEN]}
              b:
                title: *title
                spec: {server: *server, expect: {verdicts: *verdicts}}
              c: {title: c, spec: *spec}
              d: *whole
            monitors:
              web:
                module: b
                targets: [&host "127.0.0.1:80", *host, "10.1.2.3:80"]
            """);

    assertThat(probes.modules())
        .extracting(ProbeModule::name, ProbeModule::title)
        .containsExactly(tuple("a", "yes"), tuple("b", "yes"), tuple("c", "c"), tuple("d", "yes"));
    SpecDraft spec = probes.modules().getFirst().spec();
    assertThat(spec.toString()).contains("/upload");
    assertThat(probes.modules()).extracting(ProbeModule::spec).containsOnly(spec);
    assertThat(probes.monitors().getFirst().targets().toString())
        .contains("127.0.0.1:80")
        .doesNotContain("host");
  }

  /** What isn't there because a fault was taken out is no fault of the author's. */
  @Test
  void aMisspeltTurnIsNamedAndNothingThatFollowsFromIt() {
    assertThatExceptionOfType(BrokenScenario.class)
        .isThrownBy(() ->
            parse(
                """
                modules:
                  a:
                    title: a
                    spec: {server: {turns: [{haer: {line: true}}, {hear: {lin: true}}, {syy: {text: x}}]}}
                monitors:
                  w: {module: a, targts: ["127.0.0.1:80"]}
                """))
        .satisfies(fault -> {
          assertThat(fault.getMessage()).contains("haer", "lin", "syy", "targts");
          assertThat(fault.getMessage()).doesNotContain("must not be null", "must say one of");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "interval: 5ms, ', line 4: ''monitors.w.interval'' must be'",
    "max-targets: 0, ', line 4: ''monitors.w.maxTargets'' must be'",
    "timeout: 20s, ', line 4: ''monitors.w.timeout'' must be'",
    "module: none, ', line 4: ''monitors.w.module'' is no'"
  })
  void aValueOfAMonitorThatMakesNoSenseIsToldWithItsLine(String wrong, String told) {
    assertThatExceptionOfType(BrokenScenario.class)
        .isThrownBy(() -> parse("monitors:\n  w:\n    targets: [\"a:1\"]\n    " + wrong + "\n"))
        .withMessageContaining(told);
  }

  @ParameterizedTest
  @CsvSource({
    "'modules:\n  x:\n', ', line 2: ''modules.x'' says nothing'",
    "'monitors:\n  x:\n', ', line 2: ''monitors.x'' says nothing'",
    "'monitors:\n  x:\n    targets: [null]\n', ', line 3: ''monitors.x.targets[0]'' says nothing'"
  })
  void aKeyWithNothingBehindItIsNamed(String text, String told) {
    assertThatExceptionOfType(BrokenScenario.class)
        .isThrownBy(() -> parse(text))
        .withMessageContaining(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "modules: !!java.net.URL [\"http://x\"]",
        "modules: {a: *nope}",
        "*zz : {}",
        "- 1",
        "modules: [1]",
        "17"
      })
  void whateverStandsInAProbesFileIsAnErrorInWords(String text) {
    assertThatExceptionOfType(BrokenScenario.class)
        .isThrownBy(() -> parse(text))
        .withMessageContaining("probes.yml");
  }

  @Test
  void moreFaultsThanAreToldAreSaidToBeMore() {
    StringBuilder text = new StringBuilder("monitors:\n  w:\n    targets: [a]\n");
    for (int i = 0; i < 60; i++) {
      text.append("    key%d: 1\n".formatted(i));
    }
    assertThatExceptionOfType(BrokenScenario.class)
        .isThrownBy(() -> parse(text.toString()))
        .withMessageContaining("there may be more");
  }

  @Test
  void aMonitorNeedsNoMoreThanATarget() {
    Probes probes =
        parse(
            """
            monitors:
              web:
                targets: ["10.1.2.3:80"]
            """);

    assertThat(probes.modules()).isEmpty();
    assertThat(probes.monitors())
        .singleElement()
        .satisfies(monitor -> {
          assertThat(monitor.name()).isEqualTo("web");
          assertThat(monitor.module().name()).isEqualTo("tcp_connect");
          assertThat(monitor.interval()).isEqualTo(Duration.ofSeconds(10));
          assertThat(monitor.timeout()).isEqualTo(Duration.ofSeconds(5));
          assertThat(monitor.maxTargets()).isEqualTo(20);
          assertThat(monitor.resolveEvery()).isEqualTo(Duration.ofSeconds(30));
        });
  }

  @Test
  void everythingCanBeSaid() {
    Probes probes =
        parse(
            """
            modules:
              early_413:
                title: Too much is refused
                spec:
                  peer: SERVER
                  targetPort: 443
                  request:
                    http:
                      method: PUT
                      path: /upload
                      headers: {X-Purpose: probe}
                      bodyBytes: 65536
                  expect:
                    verdicts: [CLEAN_EOF, kept-open]
                    httpStatus: [413]
            monitors:
              edge-1:
                module: early_413
                targets: ["10.1.2.3", "[fd00::1]:8443"]
                dns-names: ["edge.example:443"]
                interval: 1m
                timeout: 2500ms
                max-targets: 5
                resolve-every: 10s
            """);

    ProbeModule module = probes.modules().getFirst();
    assertThat(module.name()).isEqualTo("early_413");
    assertThat(requireNonNull(module.expect()).verdicts())
        .containsExactly(Verdict.CLEAN_EOF, Verdict.KEPT_OPEN);
    assertThat(module.spec().says(SpecFields.REQUEST)).isTrue();
    Monitor monitor = probes.monitors().getFirst();
    assertThat(monitor.name()).isEqualTo("edge-1");
    assertThat(monitor.module()).isEqualTo(module);
    assertThat(monitor.dnsNames()).containsExactly("edge.example:443");
    assertThat(monitor.timeout()).isEqualTo(Duration.ofMillis(2500));
    assertThat(monitor.maxTargets()).isEqualTo(5);
  }

  @Test
  void anEmptyFileHasNone() {
    assertThat(parse("")).isEqualTo(Probes.NONE);
    assertThat(parse("# later\n")).isEqualTo(Probes.NONE);
  }

  @Test
  void aTimeoutIsNoLongerThanTheIntervalByDefault() {
    assertThat(parse("monitors: {a: {targets: ['x:1'], interval: 1s}}").monitors())
        .extracting(Monitor::timeout)
        .containsExactly(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "monitors: {a: {targets: ['x:1'], intervall: 3s}}    | 'monitors.a.intervall' is unknown;"
            + " did you mean 'interval'?",
        "modules: {a_b: {spec: {bytesSent: 1, bytesReed: 1}}} | 'modules.a_b.spec.bytesReed' is"
            + " unknown; did you mean 'bytesRead'?",
        "monitor: {}                                         | 'monitor' is unknown; did you mean"
            + " 'monitors'?",
        "monitors: {a: {targets: ['x:1'], interval: soon}}   | line 1: 'monitors.a.interval' must"
            + " be a time such as 10s, not 'soon'",
        "monitors: {a: {targets: ['x:1'], interval: 10ms}}   | 'monitors.a.interval' must be 100ms"
            + " to 1d",
        "monitors: {a: {targets: ['x:1'], timeout: 11s}}     | 'monitors.a.timeout' must be 1ms to"
            + " 1h and no longer",
        "monitors: {a: {targets: ['x:1'], maxTargets: 0}}    | 'monitors.a.maxTargets' must be 1 to"
            + " 1000",
        "monitors: {a: {targets: ['x:1'], module: none}}     | 'monitors.a.module' is no module's"
            + " name; known are tcp_connect",
        "monitors: {a: {targets: ['x']}}                     | 'monitors.a.targets[0]' must name a"
            + " port",
        "monitors: {a: {dnsNames: ['10.0.0.1/8']}}           | 'monitors.a.dnsNames[0]' must be a"
            + " name",
        "monitors: {a: {interval: 3s}}                       | 'monitors.a' needs 'targets',"
            + " 'dnsNames' or both",
        "monitors: {Big: {targets: ['x:1']}}                 | 'monitors.Big' must be named in"
            + " lower-case",
        "modules: {tcp_connect: {spec: {bytesSent: 1}}}      | 'modules.tcp_connect' is built in",
        "modules: {mine: {title: x}}                         | module mine: 'spec' is missing",
        "modules: {mine: {spec: {bytesSent: 1, bytesRead: 3}}} | module mine: 'spec.bytesRead' must"
            + " not",
        "modules: {mine: {spec: {bytesSent: many}}}          | 'modules.mine.spec.bytesSent' must"
            + " be a whole number, not a string",
        "monitors: [1                                        | must be one YAML document"
      })
  void whatIsWrongIsNamed(String text, String says) {
    assertThatExceptionOfType(BrokenScenario.class)
        .isThrownBy(() -> parse(text))
        .withMessageStartingWith("teardown.probes-file " + PATH)
        .withMessageContaining(says);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatExceptionOfType(BrokenScenario.class)
        .isThrownBy(() -> new ProbesFile(Path.of("/nowhere/probes.yml"), builtIn()).read())
        .withMessageContaining("teardown.probes-file /nowhere/probes.yml: can't be read");
  }
}
