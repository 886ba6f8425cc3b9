package net.teardown.experiment.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.teardown.input.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The turns of a conversation: what can be written, and where what is wrong is named. */
class TurnSpecTests {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static SpecDraft draft(String turns, String more) {
    String json =
        "{'targetHost':'::1','targetPort':25%s,'server':{'turns':%s}}".formatted(more, turns);
    return SpecDraft.read(JSON.readValue(json.replace('\'', '"'), Object.class));
  }

  private static List<Violation> violations(String turns, String more) {
    InvalidSpec refused =
        catchThrowableOfType(InvalidSpec.class, () -> draft(turns, more).toSpec());
    assertThat(refused).as("%s", turns).isNotNull();
    return refused.violations();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "5 | '' | must be an array",
        "null | '' | .*",
        "'x' | '' | must be an array",
        "{} | '' | must be an array",
        "[] | '' | must have a turn",
        "[5] | /0 | must be an object",
        "[null] | /0 | must not be null",
        "['say'] | /0 | must be an object",
        "[[]] | /0 | must be an object",
        "[{}] | /0 | must say one of",
        "[{'say':{'text':'x'},'hear':{'line':true}}] | /0 | not say and hear",
        "[{'sya':{'text':'x'}}] | /0/sya | .*",
        "[{'say':{'text':'x'},'then':1}] | /0/then | .*",
        "[{'say':5}] | /0/say | must be an object",
        "[{'say':null}] | /0/say | must not be null",
        "[{'say':'x'}] | /0/say | must be an object",
        "[{'say':{}}] | /0/say | must say one of text, base64, http",
        "[{'say':{'text':'x','base64':'eA=='}}] | /0/say | not text and base64",
        "[{'say':{'txet':'x'}}] | /0/say/txet | .*",
        "[{'say':{'text':5}}] | /0/say/text | must be a string",
        "[{'say':{'text':''}}] | /0/say | must not be empty",
        "[{'say':{'text':'a\\ud800b'}}] | /0/say/text | must not have half of a surrogate pair",
        "[{'say':{'text':'\\udc00'}}] | /0/say/text | must not have half of a surrogate pair",
        "[{'say':{'text':'\\ud800','secret':true}}] | /0/say/text | must not have half",
        "[{'say':{'http':{'path':'/\\ud800'}}}] | /0/say/http/path | must .*",
        "[{'say':{'http':{'host':'\\ud800'}}}] | /0/say/http/host | must .*",
        "[{'say':{'http':{'method':'\\ud800'}}}] | /0/say/http/method | must .*",
        "[{'say':{'http':{'headers':{'A':'\\ud800'}}}}] | /0/say/http/headers | must .*",
        "[{'say':{'http':{'headers':{'\\ud800':'a'}}}}] | /0/say/http/headers | must .*",
        "[{'hear':{'until':'\\udfff\\ud800'}}] | /0/hear/until | must not have half",
        "[{'hear':{'match':'a\\ud800'}}] | /0/hear/match | must not have half",
        "[{'hear':{'matchingLine':'\\udc00'}}] | /0/hear/matchingLine | must not have half",
        "[{'say':{'text':null}}] | /0/say | .*",
        "[{'say':{'base64':'?'}}] | /0/say/base64 | must be base64",
        "[{'say':{'base64':''}}] | /0/say | must not be empty",
        "[{'say':{'text':'x','times':0}}] | /0/say/times | must be 1 to",
        "[{'say':{'text':'x','times':-1}}] | /0/say/times | must be 1 to",
        "[{'say':{'text':'x','times':16777217}}] | /0/say/times | must be 1 to",
        "[{'say':{'text':'xy','times':16777216}}] | /0/say/times | must make at most",
        "[{'say':{'text':'x','times':'2'}}] | /0/say/times | must be a whole number",
        "[{'say':{'text':'x','times':1.5}}] | /0/say/times | must be a whole number",
        "[{'say':{'text':'x','times':null}}] | /0/say/times | must not be null",
        "[{'say':{'text':'x','secret':'yes'}}] | /0/say/secret | must be true or false",
        "[{'say':{'http':{},'secret':true}}] | /0/say/secret | goes with 'text' or 'base64'",
        "[{'say':{'secret':true}}] | /0/say | must say one of",
        "[{'say':{'bytes':5}}] | /0/say/bytes | .*",
        "[{'say':{'secret':true,'bytes':5}}] | /0/say | wasn't kept",
        "[{'say':{'http':5}}] | /0/say/http | must be an object",
        "[{'say':{'http':{'bodyBytes':5}}}] | /0/say/http/method | is required with a body",
        "[{'say':{'http':{'path':'a b'}}}] | /0/say/http/path | must be visible ASCII",
        "[{'say':{'http':{'headers':{'Host':'x'}}}}] | /0/say/http/headers | must not say Host",
        "[{'say':{'http':{'method':'POST','bodyBytes':16777217}}}] | /0/say/http/bodyBytes | must"
            + " be 0 to",
        "[{'say':{'http':{'verb':'GET'}}}] | /0/say/http/verb | .*",
        "[{'say':{'http':{'method':'G T'}}}] | /0/say/http/method | must be a method's name",
        "[{'hear':5}] | /0/hear | must be an object",
        "[{'hear':{}}] | /0/hear | must say one of bytes",
        "[{'hear':{'withinMillis':5}}] | /0/hear | must say one of bytes",
        "[{'hear':{'line':true,'end':true}}] | /0/hear | not line and end",
        "[{'hear':{'lines':1}}] | /0/hear/lines | .*",
        "[{'hear':{'line':false}}] | /0/hear/line | must be true",
        "[{'hear':{'line':1}}] | /0/hear/line | must be true or false",
        "[{'hear':{'end':null}}] | /0/hear/end | must not be null",
        "[{'hear':{'bytes':0}}] | /0/hear/bytes | must be 1 to",
        "[{'hear':{'bytes':16777217}}] | /0/hear/bytes | must be 1 to",
        "[{'hear':{'bytes':'all'}}] | /0/hear/bytes | must be a whole number",
        "[{'hear':{'until':''}}] | /0/hear/until | must not be empty",
        "[{'hear':{'until':5}}] | /0/hear/until | must be a string",
        "[{'hear':{'match':''}}] | /0/hear/match | must be 1 to 4096 characters",
        "[{'hear':{'match':'('}}] | /0/hear/match | regular expression",
        "[{'hear':{'match':'(a)\\\\1'}}] | /0/hear/match | regular expression",
        "[{'hear':{'match':'(?=a)'}}] | /0/hear/match | regular expression",
        "[{'hear':{'match':'((a{1000}){1000}){1000}'}}] | /0/hear/match | repeats too much",
        "[{'hear':{'match':'[a-z]{999}{999}'}}] | /0/hear/match | .*",
        "[{'hear':{'match':5}}] | /0/hear/match | must be a string",
        "[{'hear':{'line':true,'withinMillis':0}}] | /0/hear/withinMillis | must be 1 to 3600000",
        "[{'hear':{'line':true,'withinMillis':3600001}}] | /0/hear/withinMillis | must be 1 to"
            + " 3600000",
        "[{'hear':{'line':true,'withinMillis':'1s'}}] | /0/hear/withinMillis | whole number",
        "[{'hear':{'httpReply':true}}] | /0/hear/httpReply | needs a request",
        "[{'hear':{'matchingLine':'('}}] | /0/hear/matchingLine | regular expression",
        "[{'say':{'text':'$1','expand':true}}] | /0/say/expand | needs a match",
        "[{'hear':{'match':'a'}},{'say':{'text':'$1','expand':true}}] | /1/say/expand | needs a"
            + " match",
        "[{'hear':{'matchingLine':'a'}},{'say':{'text':'$1','expand':1}}] | /1/say/expand | true or"
            + " false",
        "[{'hear':{'matchingLine':'a'}},{'say':{'text':'$1','expand':true,'times':2}}] |"
            + " /1/say/expand | without 'times'",
        "[{'hear':{'matchingLine':'a'}},{'say':{'base64':'JDE=','expand':true}}] | /1/say/expand |"
            + " goes with 'text'",
        "[{'hear':{'matchingLine':'a'}},{'say':{'text':'$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1','expand':true}}]"
            + " | /1/say/text | at most 16 times",
        "[{'pauseMillis':-1}] | /0/pauseMillis | must be 0 to 3600000",
        "[{'pauseMillis':3600001}] | /0/pauseMillis | must be 0 to 3600000",
        "[{'pauseMillis':'1s'}] | /0/pauseMillis | whole number",
        "[{'pauseMillis':3000},{'pauseMillis':2000}] | /1/pauseMillis | must leave time",
        "[{'halfClose':false}] | /0/halfClose | must be true",
        "[{'halfClose':{}}] | /0/halfClose | must be true or false",
        "[{'halfClose':true},{'say':{'text':'x'}}] | /1/say | can't be said behind 'halfClose'",
        "[{'halfClose':true},{'halfClose':true}] | /1/halfClose | stands there twice",
        "[{'startTls':{}},{'startTls':{}}] | /1/startTls | stands there twice",
        "[{'halfClose':true},{'startTls':{}}] | /1/startTls | can't be started behind",
        "[{'startTls':true}] | /0/startTls | must be an object, not a boolean",
        "[{'startTls':{'servername':'x'}}] | /0/startTls/servername | is unknown",
        "[{'startTls':{'serverName':'10.1.2.3'}}] | /0/startTls/serverName | must be a host name",
        "[{'startTls':{'alpn':['']}}] | /0/startTls/alpn | must be at most 16 names",
        "[{'startTls':{'alpn':'h2'}}] | /0/startTls/alpn | must be an array",
        "[{'startTls':{'versions':['SSL3']}}] | /0/startTls/versions | must be one of TLS_1_2",
        "[{'startTls':{'verify':'yes'}}] | /0/startTls/verify | must be true or false",
        "[{'startTls':{'closeNotify':'NEVER'}}] | /0/startTls/closeNotify | must be one of"
            + " SEND_AND",
        "[{'hear':{'line':true}},{'hear':{'lime':true}}] | /1/hear/lime | .*",
      })
  void whatIsWrongWithATurnIsNamedWhereItStands(String turns, String place, String message) {
    String pointer = "/server/turns" + place.replace("''", "");

    if (turns.equals("null")) {
      assertThat(violations(turns, "")).isNotEmpty();
      return;
    }
    assertThat(violations(turns, ""))
        .as("%s", turns)
        .first()
        .satisfies(violation -> {
          assertThat(violation.pointer()).isEqualTo(pointer);
          assertThat(violation.message()).containsPattern(message);
        });
  }

  @Test
  void moreThan64TurnsAreRefused() {
    String turns = "[" + String.join(",", Collections.nCopies(65, "{'pauseMillis':0}")) + "]";

    assertThat(violations(turns, ""))
        .containsExactly(new Violation("/server/turns", "must be at most 64 turns, not 65"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        ",'bytesSent':0 | /server/turns",
        ",'initiatorHalfCloses':true | /initiatorHalfCloses",
        ",'closer':'INITIATOR','shutdownBeforeClose':true | /shutdownBeforeClose",
      })
  void turnsStandInPlaceOfAllElseThatIsSaid(String more, String pointer) {
    assertThat(violations("[{'say':{'text':'x'}},{'halfClose':true}]", more))
        .extracting(Violation::pointer)
        .contains(pointer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{'hear':{'line':true,'withinMillis':3000}},{'say':{'text':'EHLO"
            + " x\\r\\n'}},{'hear':{'match':'(?m)^250 '}}]",
        "[{'hear':{'matchingLine':'^PING (.+)$'}},{'say':{'text':'PONG ${1}\\n','expand':true}}]",
        "[{'say':{'base64':'AAECAw==','times':3}},{'pauseMillis':7},{'halfClose':true},{'hear':{'end':true}}]",
        "[{'say':{'http':{'method':'POST','path':'/u','headers':{'A':'b'},'bodyBytes':9}}},{'hear':{'httpReply':true}}]",
        "[{'say':{'text':'hush','secret':true}},{'hear':{'until':'ok'}},{'hear':{'bytes':9}},{'hear':{'silence':true}}]"
      })
  void turnsCanBeWrittenDownAndReadAgain(String turns) {
    Spec spec = draft(turns, "").toSpec();
    SpecDraft read =
        SpecDraft.read(
            JSON.readValue(JSON.writeValueAsString(SpecDraft.of(spec).tree()), Object.class));

    assertThat(read.toSpec()).isEqualTo(spec);
  }

  @Test
  void theHostOfARequestIsTheTargetsWhereNoneIsSaid() {
    Request.Conversation said =
        (Request.Conversation) draft("[{'say':{'http':{}}}]", "").toSpec().request().orElseThrow();

    assertThat(((Request.Http) said.said().getFirst().what()).host()).isEqualTo("[::1]:25");
  }

  @Test
  void ofASecretOnlyTheLengthIsWritten() {
    SpecDraft draft = draft("[{'say':{'text':'pass \u00e4','secret':true}}]", "");

    assertThat(draft.hides()).isTrue();
    assertThat(draft.masked().tree().get("server"))
        .isEqualTo(Map.of("turns", List.of(Map.of("say", Map.of("bytes", 7, "secret", true)))));
    assertThat(SpecDraft.of(draft.masked().toSpecAsItWas()).tree().toString())
        .doesNotContain("pass");
  }

  /** What RE2/J writes out has no bound of its own. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1000}){1000}){1000}",
        "(?:(?:x{0,999}){999})",
        "(a|b){500}{9}",
        "[\\]{}a]{1000}{1000}"
      })
  void aLargePatternIsKnownWithoutBeingWrittenOut(String expression) {
    assertThat(PatternSize.of(expression)).isGreaterThan(2000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(?m)^250 ", "\\d{3}-\\d{3}", "[^\\]]{64}", "a{,5}", "{", "\\{100000\\}", "x{2,}"})
  void anOrdinaryPatternIsSmall(String expression) {
    assertThat(PatternSize.of(expression)).isLessThan(2000);
  }
}
