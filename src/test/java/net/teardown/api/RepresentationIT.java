package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

class RepresentationIT extends ApiServer {

  private static final String RUN = "/api/v1/experiments?store=false";
  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          */*                                   |              | application/json
          application/json                      |              | application/json
          text/plain                            |              | text/plain;charset=UTF-8
          text/*                                |              | text/plain;charset=UTF-8
          image/svg+xml                         |              | image/svg+xml;charset=UTF-8
          image/avif,image/*,*/*;q=0.8          |              | image/svg+xml;charset=UTF-8
          application/json;q=0.5, text/plain    |              | text/plain;charset=UTF-8
          text/csv, application/json            |              | application/json
          application/json                      | &format=text | text/plain;charset=UTF-8
          text/plain                            | &format=json | application/json
          */*                                   | &format=SVG  | image/svg+xml;charset=UTF-8
          """)
  void isChosenByFormatAndElseByAccept(String accept, String format, String contentType)
      throws Exception {
    Answer answer = post(RUN + (format == null ? "" : format), ECHO, "Accept", accept);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualTo(contentType);
    assertThat(answer.header("Vary")).containsIgnoringCase("Accept");
  }

  @Test
  void aBrowserReadsJson() throws Exception {
    assertThat(post(RUN, ECHO, "Accept", BROWSER).contentType()).isEqualTo("application/json");
  }

  @Test
  void textIsTheLadderAndPlainAsciiOnDemand() throws Exception {
    assertThat(post(RUN + "&format=text", ECHO).body())
        .contains("RESET")
        .contains("RST")
        .contains("│");
    assertThat(post(RUN + "&format=text&ascii=true", ECHO).body())
        .contains("RST")
        .matches("\\p{ASCII}+");
  }

  @Test
  void svgIsADocument() throws Exception {
    String svg = post(RUN + "&format=svg", ECHO).body();

    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement()
                .getTagName())
        .isEqualTo("svg");
  }

  @Test
  void aKeptOutcomeShowsEveryFormatUnderItsLocation() throws Exception {
    Answer posted = post("/api/v1/experiments?format=text", ECHO);

    assertThat(posted.status()).isEqualTo(201);
    assertThat(get(posted.header("Location"), "Accept", "text/plain").body())
        .isEqualTo(posted.body());
    assertThat(get(posted.header("Location") + "?format=svg").contentType())
        .startsWith("image/svg+xml");
  }
}
