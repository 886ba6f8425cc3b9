package net.teardown.run.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import net.teardown.experiment.spec.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTests {

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  private static Requests of(String text) {
    return Requests.of(new Request.Text(text));
  }

  private static List<String> methods(Requests requests) {
    return LongStream.range(0, requests.count()).mapToObj(requests::method).toList();
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

    assertThat(requests.said())
        .containsExactly(new Requests.Said(0, List.of("GET", "POST", "PUT", "HEAD"), 1));
    assertThat(requests.allKnown()).isTrue();
    assertThat(requests.withBody()).isFalse();
    assertThat(requests.withBodyBefore()).isTrue();
    assertThat(requests.method(3)).isEqualTo("HEAD");
    assertThat(requests.method(4)).isEmpty();
  }

  @Test
  void bytesAreSplitAsATextIs() {
    String base64 = Base64.getEncoder().encodeToString((GET + GET).getBytes(ISO_8859_1));

    assertThat(methods(Requests.of(new Request.Bytes(base64)))).containsExactly("GET", "GET");
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
    assertThat(of(text)).isEqualTo(new Requests(List.of(), true, false, false));
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
    assertThat(of(text)).isEqualTo(Requests.once(List.of("POST"), true, true));
  }

  @Test
  void aRequestThatEndsWithinItsHeadCanBeAnsweredToo() {
    assertThat(methods(of("GET / HTTP/1.1\r\nHost: x\r\n"))).containsExactly("GET");
    assertThat(methods(of(GET + "HEAD / HTTP/1.1\r\nHost"))).containsExactly("GET", "HEAD");
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
    assertThat(methods(of(text))).isNotEmpty();
  }

  @Test
  void aLongHeadIsStillOne() {
    String text =
        "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nX: " + "b".repeat(30_000) + "\r\n\r\n";

    assertThat(methods(of(text + GET))).containsExactly("GET", "GET");
  }

  @Test
  void whatSpecsAskForInHttpIsOneRequest() {
    Request upload = new Request.Http("POST", "/", "x", Map.of(), 7, true, false);
    Request filler = new Request.Filler(7);

    assertThat(Requests.of(upload)).isEqualTo(Requests.once(List.of("POST"), true, true));
    assertThat(Requests.of(filler).areHttp()).isFalse();
  }

  @Test
  void whatIsSaidAMillionTimesIsAsManyRequestsInNoMoreRoom() {
    Requests all =
        of(GET + "HEAD / HTTP/1.1\r\n\r\n").and(0, of(GET), 1_000_000).and(0, of(GET), 2);

    assertThat(all.said()).hasSize(3);
    assertThat(all.count()).isEqualTo(1_000_004);
    assertThat(all.method(1)).isEqualTo("HEAD");
    assertThat(all.method(1_000_003)).isEqualTo("GET");
    assertThat(all.method(1_000_004)).isEmpty();
  }

  @Test
  void repliesThatCameBeforeARequestAnswerNobody() {
    Requests all = of(GET).and(5_000_000_000L, of(GET), 1);

    assertThat(all.count()).isEqualTo(5_000_000_001L);
    assertThat(all.method(1)).isEmpty();
    assertThat(all.method(5_000_000_000L)).isEqualTo("GET");
  }
}
