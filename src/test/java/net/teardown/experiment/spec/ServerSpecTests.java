package net.teardown.experiment.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import net.teardown.input.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Tests the rules of specs against a third-party server. */
class ServerSpecTests {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String THERE = "'targetHost':'::1','targetPort':443,";

  private static SpecDraft draft(String fields) {
    return SpecDraft.read(
        JSON.readValue("{" + (THERE + fields).replace('\'', '"') + "}", Object.class));
  }

  private static Request.Http http(String fields) {
    return (Request.Http)
        draft("'server':{'request':{'http':{" + fields + "}}}").toSpec().request().orElseThrow();
  }

  @Test
  void whatIsLeftOutOfARequestGetsItsDefault() {
    Request.Http request = http("");

    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.path()).isEqualTo("/");
    assertThat(request.host()).isEqualTo("[::1]:443");
    assertThat(request.bodyBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'bytesSent':0,'server':{}",
        "'bytesSent':7,'server':{'writing':'STOP_AT_ERROR','chunkBytes':2,'pauseMillis':5,'settleMillis':0}",
        "'initiatorHalfCloses':true,'server':{'request':{'text':'EHLO x\\r\\n'}}",
        "'server':{'request':{'base64':'AAECAw=='}}",
        "'server':{'request':{'http':{'method':'POST','path':'/u','host':'x','headers':{'A':'b'},'bodyBytes':9,'chunked':true,'expectContinue':true}}}",
        "'bytesSent':1,'closer':'INITIATOR','bytesRead':3,'shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':7,'server':{}",
        "'bytesSent':1,'closer':'INITIATOR','lingerSeconds':0,'expect':{'httpStatus':[200]},'server':{}",
        "'bytesSent':1,'expect':{'replyMatches':'^220 ','replyBytes':{'min':1}},'server':{}",
        "'server':{'turns':[{'hear':{'line':true}}]},'expect':{'replyBytes':{'max':9},'turnsMet':false}"
      })
  void aSpecCanBeWrittenDownAndReadAgain(String fields) {
    SpecDraft draft = draft(fields);
    Spec spec = draft.toSpec();
    String written = JSON.writeValueAsString(draft.overriddenBy(SpecDraft.of(spec)).tree());
    SpecDraft read = SpecDraft.read(JSON.readValue(written, Object.class));

    assertThat(read.toSpec()).isEqualTo(spec);
    assertThat(read.expect()).isEqualTo(draft.expect());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'server':{'writing':'ALL_THEN_READ'} | bytesSent",
        "'bytesSent':1,'server':{'request':{'text':'x'}} | server.request",
        "'server':{'request':{}} | server.request",
        "'server':{'request':{'text':'x','base64':'AA=='}} | server.request",
        "'server':{'request':{'base64':'?'}} | server.request.base64",
        "'server':{'request':{'http':{'bodyBytes':1}}} | server.request.http.method",
        "'server':{'request':{'http':{'chunked':true}}} | server.request.http.method",
        "'server':{'request':{'http':{'method':'GE T'}}} | server.request.http.method",
        "'server':{'request':{'http':{'path':'/a b'}}} | server.request.http.path",
        "'server':{'request':{'http':{'path':'/\\r\\nX: y'}}} | server.request.http.path",
        "'server':{'request':{'http':{'host':'a\\r\\nX: y'}}} | server.request.http.host",
        "'server':{'request':{'http':{'headers':{'A':'b\\r\\nX: y'}}}} |"
            + " server.request.http.headers",
        "'server':{'request':{'http':{'headers':{'A b':'c'}}}} | server.request.http.headers",
        "'server':{'request':{'http':{'headers':{'content-length':'1'}}}} |"
            + " server.request.http.headers",
        "'server':{'request':{'http':{'method':'POST','bodyBytes':16777217}}} |"
            + " server.request.http.bodyBytes",
        "'server':{'request':{'http':{'method':'PUT','expectContinue':true}}} |"
            + " server.request.http.expectContinue",
        "'bytesSent':1,'server':{'pauseMillis':5} | server.pauseMillis",
        "'bytesSent':1,'server':{'chunkBytes':0} | server.chunkBytes",
        "'bytesSent':1,'server':{'settleMillis':60001} | server.settleMillis",
        "'bytesSent':1,'replyBytes':1,'server':{} | replyBytes",
        "'bytesSent':1,'bytesSentAfterClose':1,'server':{} | bytesSentAfterClose",
        "'bytesSent':1,'observerReads':'LATE','server':{} | observerReads",
        "'bytesSent':1,'compare':'DIRECT','server':{} | compare",
        "'bytesSent':1,'responderUrl':'http://x:8080','server':{} | responderUrl",
        "'bytesSent':1,'bytesRead':1,'server':{} | bytesRead",
        "'bytesSent':1,'shutdownBeforeClose':true,'server':{} | shutdownBeforeClose",
        "'bytesSent':1,'lingerSeconds':0,'server':{} | lingerSeconds"
      })
  void whatCantBeAskedOfAServerIsRefusedByItsName(String fields, String field) {
    InvalidSpec refused = catchThrowableOfType(InvalidSpec.class, () -> draft(fields).toSpec());

    assertThat(refused).as(fields).isNotNull();
    assertThat(refused.violations()).extracting(Violation::field).containsExactly(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"request", "writing", "pauseMillis", "chunkBytes", "settleMillis"})
  void whatStoodAtTheTopSaysWhereItStandsNow(String field) {
    assertThat(
            catchThrowableOfType(
                InvalidSpec.class, () -> SpecDraft.read(Map.of("bytesSent", 1, field, 1))))
        .hasMessageContaining("'%s' is now 'server.%s'".formatted(field, field));
  }

  @Test
  void aServerIsNamedWithItsPort() {
    assertThat(
            catchThrowableOfType(
                InvalidSpec.class,
                () ->
                    SpecDraft.read(JSON.readValue("{\"server\":{},\"bytesSent\":1}", Object.class))
                        .toSpec()))
        .hasMessageContaining("targetHost")
        .hasMessageContaining("targetPort");
  }
}
