package net.teardown.run.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.HttpReply.Framing;
import net.teardown.experiment.spec.Request;
import net.teardown.script.ReplyReader.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTests {

  private static Reply to(String method) {
    return new Reply(new Request.Http(method, "/", "x", Map.of(), 0, false, false));
  }

  /** The reply to a GET that came in pieces of this many bytes, in a buffer that is used again. */
  private static Reply reply(String text, int piece) {
    Reply reply = to("GET");
    byte[] bytes = text.getBytes(ISO_8859_1);
    ByteBuffer buffer = ByteBuffer.allocateDirect(piece);
    for (int at = 0; at < bytes.length; at += piece) {
      buffer.clear().put(bytes, at, Math.min(piece, bytes.length - at)).flip();
      reply.take(buffer);
    }
    return reply;
  }

  private static HttpReply http(Reply reply) {
    return Objects.requireNonNull(reply.http());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 4096})
  void aReplyIsCompleteByItsLengthHoweverItIsCut(int piece) {
    String head = "HTTP/1.1 413 Too Large\r\nServer: nginx/1.22\r\nContent-Length: 3\r\n\r\n";

    assertThat(reply(head + "bi", piece).progress()).isEqualTo(Progress.INCOMPLETE);
    Reply whole = reply(head + "big", piece);
    assertThat(whole.progress()).isEqualTo(Progress.COMPLETE);
    assertThat(whole.http())
        .isEqualTo(
            new HttpReply(413, true, Framing.CONTENT_LENGTH, 3, "nginx/1.22", true, List.of()));
    assertThat(whole.firstLine()).isEqualTo("HTTP/1.1 413 Too Large");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 4096})
  void aReplyInChunksIsCompleteWithTheLastOne(int piece) {
    String text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n";

    assertThat(reply(text, piece).progress()).isEqualTo(Progress.INCOMPLETE);
    assertThat(reply(text + "\r\n", piece).http())
        .extracting(HttpReply::complete, HttpReply::framing, HttpReply::bodyBytes)
        .containsExactly(true, Framing.CHUNKED, 3L);
  }

  @Test
  void withoutFramingOnlyACleanEndTells() {
    Reply reply = reply("HTTP/1.0 200 OK\r\n\r\nabc", 4096);

    assertThat(reply.progress()).isEqualTo(Progress.INCOMPLETE);
    assertThat(http(reply).complete()).isNull();
    assertThat(http(reply).keepsOpen()).isFalse();
    reply.ended();
    assertThat(http(reply).complete()).isTrue();
    assertThat(http(reply).bodyBytes()).isEqualTo(3);
  }

  @Test
  void anEndDoesntCompleteWhatItsLengthSaysIsMore() {
    Reply reply = reply("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", 4096);
    reply.ended();

    assertThat(http(reply).complete()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"204", "304"})
  void someStatusesHaveNoBody(int status) {
    assertThat(reply("HTTP/1.1 " + status + " X\r\n\r\n", 4096).http())
        .extracting(HttpReply::complete, HttpReply::framing)
        .containsExactly(true, Framing.NONE);
  }

  @Test
  void anAnswerToHeadHasNoBodyWhateverItsLengthSays() {
    Reply reply = to("HEAD");
    reply.take(ISO_8859_1.encode("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"));

    assertThat(reply.progress()).isEqualTo(Progress.COMPLETE);
  }

  @Test
  void anInterimAnswerIsNotTheAnswer() {
    Reply reply = reply("HTTP/1.1 100 Continue\r\n\r\n", 4096);

    assertThat(reply.answered()).isTrue();
    assertThat(reply.answeredFinally()).isFalse();
    assertThat(reply.progress()).isEqualTo(Progress.INCOMPLETE);
    reply.take(ISO_8859_1.encode("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    assertThat(reply.http())
        .extracting(HttpReply::status, HttpReply::interim, HttpReply::complete)
        .containsExactly(200, List.of(100), true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-x\r\n",
        "HTT",
        "220 mail ESMTP\r\n",
        "HTTP/9 what\r\n\r\n",
        "\u0000\u0001\u0002"
      })
  void whatIsNoHttpSaysNothingOfItsEnd(String text) {
    Reply reply = reply(text, 4096);
    reply.ended();

    assertThat(reply.progress()).isEqualTo(Progress.UNFRAMED);
    assertThat(reply.http()).isNull();
    assertThat(reply.head()).isNotEmpty();
  }

  @Test
  void aBannerIsNoPartOfTheReply() {
    Reply reply = to("GET");
    reply.banner(8);
    reply.take(ISO_8859_1.encode("220 hi\r\nHTTP/1.1 204 X\r\n\r\n"));

    assertThat(http(reply).status()).isEqualTo(204);
    assertThat(reply.firstLine()).isEqualTo("220 hi");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0015\u0003\u0003\u0000\u0002\u0002F",
        "HTTP/1.1 400 Bad Request\r\n"
            + "Content-Length: 47\r\n\r\n"
            + "The plain HTTP request was sent to HTTPS port\r\n",
        "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
      })
  void tlsIsNamedAsSuch(String text) {
    assertThat(reply(text, 4096).tls()).isTrue();
  }

  @Test
  void whatIsKeptIsBoundedAndHarmsNobody() {
    Reply reply = reply("\u001b[2J<script>\u0000\n".repeat(100_000), 65_536);

    assertThat(reply.head()).hasSizeLessThan(8_000).doesNotContain("\u001b").doesNotContain("\0");
    assertThat(reply.firstLine()).isEqualTo("\\x1B[2J<script>\\x00");
  }

  @Test
  void brokenChunksEndTheWaitForMore() {
    Reply reply = reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc", 4096);

    assertThat(reply.progress()).isEqualTo(Progress.UNFRAMED);
    assertThat(http(reply).complete()).as("where it ends can't be known").isNull();
  }
}
