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
        "'sourceAddress': '127.0.0.2'                                       | sourceAddress",
        "'addressFamily': 'ONLY_IPV4'                                       | addressFamily",
        "'targetHost': 'probe-b', 'sourceAddress': ''                       | sourceAddress",
        "'targetHost': 'probe-b', 'sourceAddress': 'probe-a'                | sourceAddress",
        "'targetHost': 'probe-b', 'sourceAddress': '10.1.2'                 | sourceAddress",
        "'targetHost': 'probe-b', 'sourceAddress': '10.1.2.03'              | sourceAddress",
        "'targetHost': 'probe-b', 'sourceAddress': '10.1.2.256'             | sourceAddress",
        "'targetHost': 'probe-b', 'sourceAddress': '10.1.2.3:80'            | sourceAddress",
        "'targetHost': 'probe-b', 'sourceAddress': '10.1.2.0/24'            | sourceAddress",
        "'targetHost': 'probe-b', 'sourceAddress': '0.0.0.0'                | sourceAddress",
        "'targetHost': 'probe-b', 'sourceAddress': '::'                     | sourceAddress",
        "'targetHost': 'probe-b', 'sourceAddress': '224.0.0.1'              | sourceAddress",
        "'targetHost': 'probe-b', 'sourceAddress': 'ff02::1'                | sourceAddress",
        "'targetHost': 'probe-b', 'sourceAddress': 'fe80::1'                | sourceAddress",
        "'targetHost': 'probe-b', 'sourceAddress': 'fd00::1%eth0'           | sourceAddress",
        "'targetHost': 'probe-b', 'sourceAddress': '::ffff:10.1.2.3'        | sourceAddress",
        "'targetHost': '10.1.2.3', 'sourceAddress': 'fd00::1'               | sourceAddress",
        "'targetHost': 'fd00::2', 'sourceAddress': '10.1.2.3'               | sourceAddress",
        "'targetHost': '10.1.2.3', 'addressFamily': 'ONLY_IPV6'             | addressFamily",
        "'targetHost': '[fd00::2]', 'addressFamily': 'ONLY_IPV4'            | addressFamily",
        "'targetHost': 'b', 'addressFamily': 'ONLY_IPV4', 'sourceAddress': 'fd00::1'"
            + " | sourceAddress",
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
  void theWayToATargetIsPartOfItAndGoesRoundInItsShortestForm() {
    Spec spec =
        spec("'targetHost': 'b', 'sourceAddress': '[FD00:0::1]', 'addressFamily': 'prefer-ipv6'");

    assertThat(spec.target().orElseThrow().route())
        .isEqualTo(new Route("fd00::1", AddressFamily.PREFER_IPV6));
    assertThat(SpecDraft.of(spec).tree())
        .containsEntry("sourceAddress", "fd00::1")
        .containsEntry("addressFamily", "PREFER_IPV6");
    assertThat(SpecDraft.readKept(SpecDraft.of(spec).tree()).toSpecAsItWas()).isEqualTo(spec);
    assertThat(target("'targetHost': 'b', 'addressFamily': 'ANY', 'sourceAddress': null").route())
        .isEqualTo(Route.BY_THE_SYSTEM);
    assertThat(spec("'addressFamily': 'ANY', 'sourceAddress': null").peer())
        .isEqualTo(PeerKind.LOOPBACK);
  }

  @Test
  void aSourceInTheWrongFormIsToldInWhichToWriteIt() {
    assertThat(
            catchThrowableOfType(
                InvalidSpec.class,
                () -> spec("'targetHost': 'probe-b', 'sourceAddress': '::ffff:10.1.2.3'")))
        .hasMessage("'sourceAddress' must be written as IPv4: 10.1.2.3");
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
