package net.teardown.experiment.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.function.UnaryOperator;
import net.teardown.experiment.terms.Closer;
import net.teardown.input.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

public class SpecTests {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void onlyBytesSentIsRequired() {
    Spec spec = draft("{'bytesSent': 5}").toSpec();

    assertThat(spec)
        .isEqualTo(
            new Spec(
                new Exchange(5, 0, 0, false, ObserverReads.PROMPT, 0, null),
                new Close(Closer.RESPONDER, 5, false, false, 1000, null),
                5000,
                new OtherEnd.SameHost()));
  }

  @Test
  void theCloserReadsAllThatItIsSentUnlessToldOtherwise() {
    assertThat(draft("{'bytesSent': 5, 'replyBytes': 7}").toSpec().close().bytesRead())
        .isEqualTo(5);
    assertThat(
            draft("{'bytesSent': 5, 'replyBytes': 7, 'closer': 'INITIATOR'}")
                .toSpec()
                .close()
                .bytesRead())
        .isEqualTo(7);
  }

  @Test
  void whatCouldBeReadIsLookedAtBesideWhatCouldNot() {
    assertThatExceptionOfType(InvalidSpec.class)
        .isThrownBy(
            () -> draft("{'bytesSnt': 5, 'closer': 'X', 'replyBytes': -1, 'bytesRead': 99999999}"))
        .satisfies(fault ->
            assertThat(fault.violations())
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder("/bytesSnt", "/closer", "/replyBytes", "/bytesRead"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "[::1]", "0:0:0:0:0:0:0:1", "[0::0001]"})
  void anIpv6TargetIsTheSameInWhateverFormItIsWritten(String host) {
    Spec spec =
        draft(
                "{'bytesSent': 5, 'server': {}, 'targetHost': '%s', 'targetPort': 80}"
                    .formatted(host))
            .toSpec();

    assertThat(spec.target()).map(Target::host).hasValue("::1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                                        | bytesSent",
        "{'bytesSent': -1, 'bytesRead': 0}                                         | bytesSent",
        "{'bytesSent': 16777217}                                                   | bytesSent",
        "{'bytesSent': 5, 'bytesRead': 6}                                          | bytesRead",
        "{'bytesSent': 5, 'bytesRead': 1, 'closer': 'INITIATOR'}                   | bytesRead",
        "{'bytesSent': 5, 'drainBeforeClose': true}                                |"
            + " drainBeforeClose",
        "{'bytesSent': 5, 'shutdownBeforeClose': true, 'drainBeforeClose': true,"
            + " 'bytesSentAfterClose': 1} | bytesSentAfterClose",
        "{'bytesSent': 5, 'initiatorHalfCloses': true, 'bytesSentAfterClose': 1}   |"
            + " bytesSentAfterClose",
        "{'bytesSent': 5, 'initiatorHalfCloses': true, 'closer': 'INITIATOR',"
            + " 'shutdownBeforeClose': true} | initiatorHalfCloses",
        "{'bytesSent': 5, 'lingerSeconds': 3601}                                   | lingerSeconds",
        "{'bytesSent': 5, 'lingerSeconds': 5}                                      | lingerSeconds",
        "{'bytesSent': 5, 'timeoutMillis': 0}                                      | timeoutMillis",
        "{'bytesSent': 5, 'timeoutMillis': 3600001}                                | timeoutMillis",
        "{'bytesSent': 5, 'drainMillis': 3600001}                                  | drainMillis",
        "{'bytesSent': 5, 'idleMillis': -1}                                        | idleMillis",
        "{'bytesSent': 5, 'idleMillis': 3600001}                                   | idleMillis",
        "{'bytesSent': 5, 'idleMillis': 4501}                                      | idleMillis",
        "{'bytesSent': 5, 'idleMillis': 1001, 'diagnose': true, 'targetHost': 'b'} | idleMillis",
        "{'bytesSent': 5, 'idleMillis': 9, 'initiatorHalfCloses': true}            | idleMillis",
        "{'bytesSent': 5, 'idleMillis': 9, 'tls': {}}                              | idleMillis",
        "{'bytesSent': 5, 'bytesRead': 1, 'tls': {}}                               | bytesRead",
        "{'bytesSent': 9000, 'bytesRead': 8191, 'tls': {}}                         | bytesRead",
        "{'bytesSent': 5, 'tls': {'closeNotify': 'SEND_AND_WAIT'}}         | tls.closeNotify",
        "{'bytesSent': 5, 'tls': {'versions': ['TLS_1_2']}, 'initiatorHalfCloses': true} |"
            + " initiatorHalfCloses",
        "{'bytesSent': 5, 'tls': {'versions': ['TLS_1_2']}, 'bytesSentAfterClose': 1} |"
            + " bytesSentAfterClose",
        "{'bytesSent': 5, 'tls': {}, 'server': {}, 'targetHost': 'b', 'targetPort': 80} | tls",
        "{'bytesSent': 5, 'expect': {'tlsEndings': ['RESET']}}             | expect.tlsEndings",
        "{'bytesSent': 5, 'tls': {}, 'expect': {'certificateDaysLeftAtLeast': 1}} |"
            + " expect.certificateDaysLeftAtLeast",
        "{'bytesSent': 5, 'idleMillis': 9, 'server': {}, 'targetHost': 'b', 'targetPort': 80} |"
            + " idleMillis",
        "{'bytesSent': 5, 'label': ' '}                                            | label",
      })
  void whatBreaksARuleIsRefusedByItsField(String json, String field) {
    assertThatExceptionOfType(InvalidSpec.class)
        .isThrownBy(() -> draft(json).toSpec())
        .satisfies(
            e -> assertThat(e.violations()).extracting(Violation::field).containsExactly(field));
  }

  @Test
  void everyBrokenRuleIsNamedAtOnce() {
    assertThatExceptionOfType(InvalidSpec.class)
        .isThrownBy(() ->
            draft("{'bytesSent': 1, 'bytesRead': 2, 'drainBeforeClose': true, 'timeoutMillis': 0}")
                .toSpec())
        .satisfies(e -> assertThat(e.violations()).hasSize(3))
        .withMessageContaining("'bytesRead' must not be more than 'bytesSent' (1)");
  }

  @Test
  void theObserverMaySpeakAfterTheCloseWhereTheCloserHalfClosedItself() {
    UnaryOperator<String> closedBy =
        closer ->
            "{'bytesSent': 5, 'initiatorHalfCloses': true, 'bytesSentAfterClose': 1, 'closer': '"
                + closer
                + "'}";

    assertThat(draft(closedBy.apply("INITIATOR")).toSpec().exchange().bytesSentAfterClose())
        .isEqualTo(1);
  }

  @Test
  void aSilenceMayTakeAllTheTimeButWhatTheRestNeeds() {
    Spec spec =
        draft(
                "{'bytesSent': 5, 'targetHost': 'b', 'idleMillis': 30000, 'timeoutMillis': 34000,"
                    + " 'diagnose': true}")
            .toSpec();

    assertThat(spec.exchange().idleMillis()).isEqualTo(30_000);
    assertThat(spec.plannedUnread()).isEqualTo(1);
    assertThat(spec.withoutIdle().plannedUnread()).isZero();
    assertThat(draft("{'bytesSent': 5, 'idleMillis': 4500}").toSpec().exchange().idleMillis())
        .isEqualTo(4500);
  }

  @Test
  void anOutcomesSpecCanBeRunAgainAsItStands() {
    Spec spec =
        draft("{'bytesSent': 9, 'bytesRead': 3, 'lingerSeconds': 0, 'closer': 'RESPONDER'}")
            .toSpec();

    assertThat(SpecDraft.of(spec).toSpec()).isEqualTo(spec);
  }

  @Test
  void anOverrideReplacesWhatItSaysAndNothingElse() {
    SpecDraft merged =
        draft("{'bytesSent': 5, 'bytesRead': 1}")
            .overriddenBy(draft("{'bytesRead': 2, 'label': 'l'}"));

    assertThat(merged).isEqualTo(draft("{'bytesSent': 5, 'bytesRead': 2, 'label': 'l'}"));
    assertThat(List.of(SpecDraft.EMPTY.overriddenBy(merged), merged.overriddenBy(SpecDraft.EMPTY)))
        .containsOnly(merged);
  }

  public static SpecDraft draft(String json) {
    return SpecDraft.read(JSON.readValue(json.replace('\'', '"'), Object.class));
  }
}
