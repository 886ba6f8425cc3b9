package net.teardown.run.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.teardown.experiment.spec.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTests {

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  private static Requests of(String text) {
    return Requests.of(new Request.Text(text));
  }

  @Test
  void aTextIsSplitByTheFramingOfItsRequests() {
    Requests requests =
        of(
            GET
                + "POST /a HTTP/1.1\r\n"
                + "Host: x\r\n"
                + "Content-Length: 4\r\n\r\n"
                + "GET PUT /b HTTP/1.1\r\n"
                + "Host: x\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "3\r\n"
                + "abc\r\n"
                + "0\r\n\r\n"
                + "HEAD / HTTP/1.0\r\n\r\n");

    assertThat(requests)
        .isEqualTo(new Requests(List.of("GET", "POST", "PUT", "HEAD"), true, false));
    assertThat(requests.method(3)).isEqualTo("HEAD");
    assertThat(requests.method(4)).isEmpty();
  }

  @Test
  void bytesAreSplitAsATextIs() {
    String base64 = Base64.getEncoder().encodeToString((GET + GET).getBytes(ISO_8859_1));

    assertThat(Requests.of(new Request.Bytes(base64)).methods()).containsExactly("GET", "GET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "QUIT\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /\r\n",
        "EHLO example.org\r\nGET / HTTP/1.1\r\n\r\n",
        ""
      })
  void whatIsNoHttpAsksForNoReplyInHttp(String text) {
    assertThat(of(text)).isEqualTo(new Requests(List.of(), true, false));
    assertThat(of(text).count()).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc",
        "POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nabc"
      })
  void aBodyThatIsNotSentWholeIsOfOneRequestAllTheSame(String text) {
    assertThat(of(text)).isEqualTo(new Requests(List.of("POST"), true, true));
  }

  @Test
  void aRequestThatEndsWithinItsHeadCanBeAnsweredToo() {
    assertThat(of("GET / HTTP/1.1\r\nHost: x\r\n").methods()).containsExactly("GET");
    assertThat(of(GET + "HEAD / HTTP/1.1\r\nHost").methods()).containsExactly("GET", "HEAD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GET + "what is this\r\n\r\n" + GET,
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n" + GET,
        "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd" + GET
      })
  void howManyRequestsStandBehindBrokenFramingIsNotKnown(String text) {
    assertThat(of(text).allKnown()).isFalse();
    assertThat(of(text).methods()).isNotEmpty();
  }

  @Test
  void aLongHeadIsStillOne() {
    String text =
        "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nX: " + "b".repeat(30_000) + "\r\n\r\n";

    assertThat(of(text + GET).methods()).containsExactly("GET", "GET");
  }

  @Test
  void whatSpecsAskForInHttpIsOneRequest() {
    Request upload = new Request.Http("POST", "/", "x", Map.of(), 7, true, false);
    Request filler = new Request.Filler(7);

    assertThat(Requests.of(upload)).isEqualTo(new Requests(List.of("POST"), true, true));
    assertThat(Requests.of(filler).areHttp()).isFalse();
  }
}
