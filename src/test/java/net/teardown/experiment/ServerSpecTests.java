package net.teardown.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What may be asked of a server that nobody controls. */
class ServerSpecTests {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String THERE = "'peer':'SERVER','targetHost':'::1','targetPort':443,";

  private static SpecDraft draft(String fields) {
    return JSON.readValue("{" + (THERE + fields).replace('\'', '"') + "}", SpecDraft.class);
  }

  private static HttpRequest http(String fields) {
    Approach approach =
        Objects.requireNonNull(draft("'request':{'http':{" + fields + "}}").toSpec().approach());
    return Objects.requireNonNull(Objects.requireNonNull(approach.request()).http());
  }

  @Test
  void whatIsLeftOutOfARequestGetsItsDefault() {
    HttpRequest request = http("");

    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.path()).isEqualTo("/");
    assertThat(request.host()).isEqualTo("[::1]:443");
    assertThat(request.bodyBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'bytesSent':0",
        "'bytesSent':7,'writing':'STOP_AT_ERROR','chunkBytes':2,'pauseMillis':5,'settleMillis':0",
        "'request':{'text':'EHLO x\\r\\n'},'initiatorHalfCloses':true",
        "'request':{'base64':'AAECAw=='}",
        "'request':{'http':{'method':'POST','path':'/u','host':'x','headers':{'A':'b'},'bodyBytes':9,'chunked':true,'expectContinue':true}}",
        "'bytesSent':1,'closer':'INITIATOR','bytesRead':3,'shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':7",
        "'bytesSent':1,'closer':'INITIATOR','lingerSeconds':0,'expect':{'httpStatus':[200]}"
      })
  void aSpecCanBeWrittenDownAndReadAgain(String fields) {
    SpecDraft draft = draft(fields);
    Spec spec = draft.toSpec();
    String written = JSON.writeValueAsString(SpecDraft.of(spec, "x", draft.expect()));
    SpecDraft read = JSON.readValue(written, SpecDraft.class);

    assertThat(read.toSpec()).isEqualTo(spec);
    assertThat(read.expect()).isEqualTo(draft.expect());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'writing':'ALL_THEN_READ'                                     | bytesSent",
        "'bytesSent':1,'request':{'text':'x'}                          | request",
        "'request':{}                                                  | request",
        "'request':{'text':'x','base64':'AA=='}                        | request",
        "'request':{'base64':'?'}                                      | request.base64",
        "'request':{'http':{'bodyBytes':1}}                            | request.http.method",
        "'request':{'http':{'chunked':true}}                           | request.http.method",
        "'request':{'http':{'method':'GE T'}}                          | request.http.method",
        "'request':{'http':{'path':'/a b'}}                            | request.http.path",
        "'request':{'http':{'path':'/\\r\\nX: y'}}                     | request.http.path",
        "'request':{'http':{'host':'a\\r\\nX: y'}}                     | request.http.host",
        "'request':{'http':{'headers':{'A':'b\\r\\nX: y'}}}            | request.http.headers",
        "'request':{'http':{'headers':{'A b':'c'}}}                    | request.http.headers",
        "'request':{'http':{'headers':{'content-length':'1'}}}         | request.http.headers",
        "'request':{'http':{'method':'POST','bodyBytes':16777217}}     | request.http.bodyBytes",
        "'request':{'http':{'method':'PUT','expectContinue':true}}     |"
            + " request.http.expectContinue",
        "'bytesSent':1,'pauseMillis':5                                 | pauseMillis",
        "'bytesSent':1,'chunkBytes':0                                  | chunkBytes",
        "'bytesSent':1,'settleMillis':60001                            | settleMillis",
        "'bytesSent':1,'replyBytes':1                                  | replyBytes",
        "'bytesSent':1,'bytesSentAfterClose':1                         | bytesSentAfterClose",
        "'bytesSent':1,'observerReads':'LATE'                          | observerReads",
        "'bytesSent':1,'diagnose':true                                 | diagnose",
        "'bytesSent':1,'compare':'DIRECT'                              | compare",
        "'bytesSent':1,'responderUrl':'http://x:8080'                  | responderUrl",
        "'bytesSent':1,'bytesRead':1                                   | bytesRead",
        "'bytesSent':1,'shutdownBeforeClose':true                      | shutdownBeforeClose",
        "'bytesSent':1,'lingerSeconds':0                               | lingerSeconds"
      })
  void whatCantBeAskedOfAServerIsRefusedByItsName(String fields, String field) {
    InvalidSpec refused = catchThrowableOfType(InvalidSpec.class, () -> draft(fields).toSpec());

    assertThat(refused).as(fields).isNotNull();
    assertThat(refused.violations())
        .extracting(InvalidSpec.Violation::field)
        .containsExactly(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"request", "writing", "pauseMillis", "chunkBytes", "settleMillis"})
  void whatIsForServersAloneIsRefusedElsewhere(String field) {
    String value =
        field.equals("request")
            ? "{'text':'x'}"
            : field.equals("writing") ? "'STOP_AT_ERROR'" : "1";
    String json = "{'bytesSent':1,'" + field + "':" + value + "}";

    assertThat(
            catchThrowableOfType(
                InvalidSpec.class,
                () -> JSON.readValue(json.replace('\'', '"'), SpecDraft.class).toSpec()))
        .hasMessageContaining(field)
        .hasMessageContaining("SERVER");
  }

  @Test
  void aServerIsNamedWithItsPort() {
    assertThat(
            catchThrowableOfType(
                InvalidSpec.class,
                () ->
                    JSON.readValue("{\"peer\":\"SERVER\",\"bytesSent\":1}", SpecDraft.class)
                        .toSpec()))
        .hasMessageContaining("targetHost")
        .hasMessageContaining("targetPort");
  }
}
