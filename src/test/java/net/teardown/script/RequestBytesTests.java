package net.teardown.script;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Map;
import net.teardown.experiment.spec.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBytesTests {

  private static RequestBytes http(String method, int bodyBytes, boolean chunked) {
    return RequestBytes.of(
        new Request.Http(method, "/u", "x:1", Map.of("A", "b"), bodyBytes, chunked, false));
  }

  /** All bytes, copied in pieces of this size. */
  private static String written(RequestBytes request, int piece) {
    ByteBuffer all = ByteBuffer.allocate((int) request.length());
    ByteBuffer buffer = ByteBuffer.allocate(piece);
    long at = 0;
    while (at < request.length()) {
      buffer.clear();
      request.copy(at, buffer);
      at += buffer.position();
      all.put(buffer.flip());
    }
    return new String(all.array(), US_ASCII);
  }

  @Test
  void aRequestIsWrittenAsRfc9112Says() {
    assertThat(written(http("GET", 0, false), 64))
        .isEqualTo("GET /u HTTP/1.1\r\nHost: x:1\r\nA: b\r\n\r\n");
    assertThat(written(http("POST", 0, false), 64)).contains("Content-Length: 0\r\n");
    assertThat(written(http("POST", 3, false), 64)).endsWith("Content-Length: 3\r\n\r\nabc");
    assertThat(written(http("POST", 3, true), 64))
        .endsWith("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8191, 8192, 8193, 100_000})
  void aBodyInChunksIsAsLongAsItsChunksSay(int bodyBytes) {
    String text = written(http("POST", bodyBytes, true), 1000);
    String body = text.substring(text.indexOf("\r\n\r\n") + 4);
    int bytes = 0;
    int at = 0;
    while (true) {
      int line = body.indexOf("\r\n", at);
      int size = Integer.parseInt(body.substring(at, line), 16);
      at = line + 2 + size;
      assertThat(body.substring(at, at + 2)).isEqualTo("\r\n");
      at += 2;
      if (size == 0) {
        break;
      }
      bytes += size;
    }
    assertThat(at).isEqualTo(body.length());
    assertThat(bytes).isEqualTo(bodyBytes);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "8192", "20000"})
  void howItIsCutMakesNoDifference(int bodyBytes) {
    RequestBytes request = http("POST", bodyBytes, true);

    assertThat(written(request, 7)).isEqualTo(written(request, 65_536));
  }

  @Test
  void fillerAloneIsAsLongAsAskedFor() {
    assertThat(RequestBytes.of(new Request.Filler(16 * 1024 * 1024)).length())
        .isEqualTo(16 * 1024 * 1024);
    assertThat(RequestBytes.of(new Request.Filler(0)).length()).isZero();
  }
}
