package net.teardown.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.formats.Golden;
import net.teardown.formats.SampleOutcomes;
import net.teardown.probe.ProbeModule;
import org.junit.jupiter.api.Test;

/** Tests that a probes file with every key stays readable, because operators keep such files. */
class ProbesFormatTests {

  private static final Golden FILE = Golden.of("probes.yml");

  @Test
  void aFileOfOnceIsUnderstood() {
    Probes probes =
        FILE.read(text ->
            new ProbesFile(Path.of("/etc/teardown/probes.yml"), Map.of())
                .parse(text.getBytes(UTF_8)));

    assertThat(probes.modules())
        .as(FILE.toString())
        .usingRecursiveComparison()
        .isEqualTo(modules());
    assertThat(probes.monitors())
        .as(FILE.toString())
        .usingRecursiveComparison()
        .isEqualTo(
            List.of(
                new Monitor(
                    "shops",
                    modules().getFirst(),
                    List.of("10.1.2.3", "[fd00::1]:8443"),
                    List.of("shop.example:8080"),
                    Duration.ofMinutes(1),
                    Duration.ofMillis(2_500),
                    5,
                    Duration.ofSeconds(15))));
  }

  private static List<ProbeModule> modules() {
    return List.of(
        new ProbeModule(
            "upload",
            "Too much is refused",
            "Sends a large body.",
            spec(
                """
                {'peer': 'SERVER', 'targetPort': 8443, 'closer': 'INITIATOR', 'bytesRead': 120,
                 'shutdownBeforeClose': true, 'drainBeforeClose': true, 'drainMillis': 300,
                 'lingerSeconds': 2, 'timeoutMillis': 20000, 'initiatorHalfCloses': false,
                 'request': {'http': {'method': 'PUT', 'path': '/upload?x=1', 'host': 'shop.example',
                                      'headers': {'X-Purpose': 'probe'}, 'bodyBytes': 1048576,
                                      'chunked': true, 'expectContinue': true}},
                 'writing': 'STOP_AT_ERROR', 'chunkBytes': 65536, 'pauseMillis': 10,
                 'settleMillis': 350, 'expect': {'verdicts': ['CLEAN_EOF', 'KEPT_OPEN'],
                                                 'deliveries': ['WHOLE'], 'httpStatus': [413]}}
                """),
            false),
        new ProbeModule(
            "smtp",
            "smtp",
            "",
            spec(
                """
                {'peer': 'SERVER', 'request': {'text': 'EHLO a\\r\\n'},
                 'writing': 'ALL_THEN_READ', 'settleMillis': 1000}
                """),
            true),
        new ProbeModule(
            "bytes",
            "bytes",
            "",
            spec("{'peer': 'SERVER', 'targetPort': 80, 'request': {'base64': 'R0VUIC8NCg0K'}}"),
            true),
        new ProbeModule(
            "path",
            "path",
            "",
            spec(
                """
                {'peer': 'RESPONDER', 'bytesSent': 5, 'bytesRead': 1, 'replyBytes': 9,
                 'closer': 'RESPONDER', 'observerReads': 'LATE', 'bytesSentAfterClose': 3,
                 'targetPort': 8107, 'responderUrl': 'http://{targetHost}:8081', 'diagnose': true,
                 'timeoutMillis': 10000}
                """),
            false));
  }

  private static SpecDraft spec(String json) {
    return SampleOutcomes.draft(json);
  }
}
