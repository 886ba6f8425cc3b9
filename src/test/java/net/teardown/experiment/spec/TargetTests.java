package net.teardown.experiment.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import net.teardown.input.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class TargetTests {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void aTargetHostMakesItARunWithAResponder() {
    Spec spec = spec("'targetHost': 'probe-b'");

    assertThat(spec.peer()).isEqualTo(PeerKind.RESPONDER);
    assertThat(target("'targetHost': 'probe-b'"))
        .extracting(Target::host, Target::port, target -> String.valueOf(target.responderUrl()))
        .containsExactly("probe-b", 8007, "http://probe-b:8080");
  }

  @Test
  void bracketsOfAnAddressMayStandOrNot() {
    assertThat(target("'targetHost': '[fd00::1]', 'targetPort': 9000"))
        .isEqualTo(target("'targetHost': 'fd00::1', 'targetPort': 9000"))
        .extracting(Target::host, Target::port, target -> String.valueOf(target.responderUrl()))
        .containsExactly("fd00::1", 9000, "http://[fd00::1]:8080");
  }

  @Test
  void aResponderMayBeControlledElsewhere() {
    assertThat(
            target("'targetHost': 'proxy', 'responderUrl': 'https://probe-b.example/teardown/'")
                .responderUrl())
        .hasToString("https://probe-b.example/teardown/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'targetHost': ''                                                   | targetHost",
        "'targetHost': 'http://probe-b'                                     | targetHost",
        "'targetHost': 'probe-b:8007'                                       | targetHost",
        "'targetHost': 'fe80::1%eth0'                                       | targetHost",
        "'targetHost': 'ｐrobe'                                              | targetHost",
        "'targetHost': 'probe-b', 'targetPort': 0                           | targetPort",
        "'targetHost': 'probe-b', 'targetPort': 65536                       | targetPort",
        "'targetHost': 'probe-b', 'responderUrl': 'probe-b:8080'            | responderUrl",
        "'targetHost': 'probe-b', 'responderUrl': 'ftp://probe-b'           | responderUrl",
        "'targetHost': 'probe-b', 'responderUrl': 'http://me:pw@probe-b'    | responderUrl",
        "'targetHost': 'probe-b', 'responderUrl': 'http://probe-b?x=1'      | responderUrl",
        "'targetHost': 'probe-b', 'responderUrl': 'http://probe-b:99999'    | responderUrl",
        "'targetHost': 'probe-b', 'responderUrl': 'http://a b'              | responderUrl",
        "'targetHost': 'probe_b'                                            | responderUrl",
        "'targetHost': 'probe-b', 'peer': 'LOOPBACK'                        | targetHost",
        "'peer': 'RESPONDER'                                                | targetHost",
        "'targetPort': 8007                                                 | targetPort",
        "'responderUrl': 'http://probe-b:8080'                              | responderUrl",
        "'compare': 'DIRECT'                                                | compare",
        "'diagnose': true                                                   | diagnose"
      },
      quoteCharacter = '"')
  void whatIsNoTargetIsRefusedByItsField(String fields, String field) {
    InvalidSpec refused = catchThrowableOfType(InvalidSpec.class, () -> spec(fields));

    assertThat(refused.violations()).extracting(Violation::field).containsExactly(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "127.0.0.1:8000          | '127.0.0.1' without the port: put 8000 into 'targetPort'",
        "shop.example:80         | 'shop.example' without the port: put 80 into 'targetPort'",
        "[fd00::1]:8007          | 'fd00::1' without the port: put 8007 into 'targetPort'",
        "http://shop:8080/a?b=c  | 'shop' without the port: put 8080 into 'targetPort'",
        "https://shop.example/   | must be the host alone: 'shop.example'"
      })
  void whatPeopleCopyAlongWithAHostIsToldWhereItBelongs(String host, String message) {
    InvalidSpec refused =
        catchThrowableOfType(InvalidSpec.class, () -> spec("'targetHost': '%s'".formatted(host)));

    assertThat(refused.violations())
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.field()).isEqualTo("targetHost");
          assertThat(violation.message()).contains(message).contains("\"server\": {}");
        });
  }

  @Test
  void whoeverSaysServerIsNotToldToSayIt() {
    InvalidSpec refused =
        catchThrowableOfType(
            InvalidSpec.class,
            () -> spec("'targetHost': '10.1.2.3:80', 'targetPort': 80, 'server': {}"));

    assertThat(refused.getMessage())
        .contains("put 80 into 'targetPort'")
        .doesNotContain("\"server\"");
  }

  @Test
  void aDiagnosisNeedsTheTimeThatItsProbeTakes() {
    String fields = "'targetHost': 'probe-b', 'diagnose': true, 'timeoutMillis': ";

    assertThat(spec(fields + 4000).keptToProbe()).hasSeconds(3);
    assertThat(catchThrowableOfType(InvalidSpec.class, () -> spec(fields + 3999)).violations())
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.field()).isEqualTo("timeoutMillis");
          assertThat(violation.message()).contains("must be 4000 or more with 'diagnose'");
        });
  }

  @Test
  void whatWasAskedForBeforeThatWasARuleStaysReadable() {
    SpecDraft kept =
        SpecDraft.of(SpecFields.BYTES_SENT, 5)
            .with(SpecFields.TARGET_HOST, "probe-b")
            .with(SpecFields.DIAGNOSE, true)
            .with(SpecFields.TIMEOUT_MILLIS, 1000);

    assertThat(kept.toSpecAsItWas().timeoutMillis()).isEqualTo(1000);
  }

  private static Target target(String fields) {
    return spec(fields).target().orElseThrow();
  }

  private static Spec spec(String fields) {
    return SpecDraft.read(
            JSON.readValue(("{'bytesSent': 5, " + fields + "}").replace('\'', '"'), Object.class))
        .toSpec();
  }
}
