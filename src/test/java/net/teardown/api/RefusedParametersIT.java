package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedParametersIT extends ApiServer {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          GET  | /api/v1/experiments?sze=1                   | sze         | did you mean 'size'?
          GET  | /api/v1/experiments?limt=1                  | limt        | Known parameters: verdict, targetHost
          GET  | /api/v1/experiments/summary?size=1          | size        | is unknown
          GET  | /api/v1/info?x                              | x           | is unknown
          GET  | /api/v1/scenarios?x=1                       | x           | Known parameters: ascii, format
          GET  | /api/v1/scenarios/echo-many-bytes?x=1       | x           | is unknown
          POST | /api/v1/scenarios/echo-many-bytes/runs?sto=1| sto         | is unknown
          DELETE | /api/v1/experiments/019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55?force=1 | force | is unknown
          GET  | /api/v1/experiments?size=1&size=2           | size        | must be given once
          GET  | /api/v1/experiments?size=0                  | size        | must be 1 to 500, not '0'
          GET  | /api/v1/experiments?size=501                | size        | must be 1 to 500, not '501'
          GET  | /api/v1/experiments?size=abc                | size        | must be a whole number, not 'abc'
          GET  | /api/v1/experiments?verdict=foo             | verdict     | must be one of CLEAN_EOF, EOF_THEN_RESET
          GET  | /api/v1/experiments/summary?verdict=3       | verdict     | must be one of CLEAN_EOF, EOF_THEN_RESET
          GET  | /api/v1/experiments?asPredicted=maybe       | asPredicted | must be true or false
          GET  | /api/v1/experiments?campaign=1              | campaign    | must be an id such as
          GET  | /api/v1/experiments?from=yesterday          | from        | must be a point in time such as
          GET  | /api/v1/experiments?after=xx                | after       | must be the cursor
          GET  | /api/v1/experiments?label=%00               | label       | control characters
          GET  | /api/v1/experiments?format=yaml             | format      | must be one of json, text, csv, ndjson, not 'yaml'
          GET  | /api/v1/scenarios?format=yaml               | format      | must be one of json, text, csv, not 'yaml'
          POST | /api/v1/experiments?format=yaml             | format      | must be one of json, text, svg, ladder
          GET  | /api/v1/campaigns/019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55?format=yaml | format | must be one of json, text, csv, svg, not
          GET  | /api/v1/campaigns/019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55/results.csv?format=yaml | format | must be csv, not 'yaml'
          GET  | /api/v1/campaigns/019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55/events?format=yaml | format | must be left out
          GET  | /api/v1/experiments/first                   | id          | must be an id such as
          POST | /api/v1/scenarios/echo-many-bytes/runs?store=maybe | store | must be true or false
          POST | /api/v1/scenarios/echo-many-bytes/runs?ascii=maybe | ascii | must be true or false
          """)
  void namesTheParameterAndTheFix(String method, String path, String parameter, String detail)
      throws Exception {
    Answer answer = call(method, path);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.contentType()).isEqualTo("application/problem+json");
    assertThat(answer.detail()).contains(detail);
    assertThat(answer.json().at("/errors/0/parameter").asString()).isEqualTo(parameter);
  }

  @Test
  void aBrokenEscapeIsAProblemLikeAnyOther() throws Exception {
    for (String query : new String[] {"size=%zz", "label=%ff", "%zz=1", "format=%"}) {
      String answer =
          raw(
              "GET /api/v1/experiments?%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .formatted(query));

      assertThat(answer)
          .as(query)
          .startsWith("HTTP/1.1 400")
          .contains("Content-Type: application/problem+json");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"clean_eof", "clean-eof", "CleanEof", "CLEAN_EOF"})
  void enumsMatchWithoutRegardToCaseAndDashes(String verdict) throws Exception {
    assertThat(get("/api/v1/experiments?verdict=" + verdict).status()).isEqualTo(200);
  }

  @Test
  void theAnswerIsEnglishWhateverTheCallerSpeaks() throws Exception {
    assertThat(get("/api/v1/experiments?size=0", "Accept-Language", "de").detail())
        .isEqualTo("'size' must be 1 to 500, not '0'");
  }
}
