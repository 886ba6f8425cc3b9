package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** Tests how long a request may take to arrive, and the answer to one that takes longer. */
@Timeout(60)
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:receiving;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
      "teardown.api.receive-timeout=2s",
      "teardown.api.token=s3cr3t-s3cr3t"
    })
class ReceivingIT extends ApiServer {

  private static final Duration PAUSE = Duration.ofMillis(20);

  private static final String HEAD =
      "POST /api/v1/experiments?store=false HTTP/1.1\r\nHost: localhost\r\n"
          + "Authorization: Bearer s3cr3t-s3cr3t\r\n"
          + "Content-Type: application/json\r\nConnection: close\r\n";

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aBodyThatComesSlowlyButInTimeIsServed() throws Exception {
    String answer =
        dribble(
            HEAD
                + "Content-Length: %d\r\n\r\n".formatted(ECHO.length())
                + ECHO.substring(0, ECHO.length() - 4),
            ECHO.substring(ECHO.length() - 4),
            PAUSE);

    assertThat(answer).startsWith("HTTP/1.1 200").contains("\"verdict\"");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aBodyThatKeepsComingIsCutByTheBoundAndToldWhichOne() throws Exception {
    String answer = dribble(HEAD + "Content-Length: 9000\r\n\r\n", " ".repeat(600), PAUSE);

    assertIsCut(answer);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aBodyThatStopsComingIsCutByTheBound() throws Exception {
    assertIsCut(dribble(HEAD + "Content-Length: 9000\r\n\r\n{", "", PAUSE));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void chunksThatNeverEndAreCutByTheBound() throws Exception {
    String begun = HEAD + "Transfer-Encoding: chunked\r\n\r\n";

    assertIsCut(dribble(begun, "1\r\n \r\n".repeat(200), PAUSE));
    assertIsCut(dribble(begun + "1;", "x".repeat(600), PAUSE));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aHeaderThatKeepsComingIsCutByTheBound() throws Exception {
    assertIsCut(dribble("GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ", "x".repeat(600), PAUSE));
    assertIsCut(dribble("GET /", "x".repeat(600), PAUSE));
  }

  /** Each is answered before its body has arrived, which is then discarded. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n",
        "POST /api/v1/experiments HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n",
        "POST /api/v1/experiments HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 9000\r\n\r\n",
        "POST /api//v1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n",
        "POST /api/v1/experiments HTTP/1.1\r\nContent-Length: 9000\r\n\r\n",
        "POST /%zz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n",
        "POST /api/v1/experiments HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n"
      })
  @Execution(ExecutionMode.CONCURRENT)
  void whatNobodyWantsIsReadPastForNoLonger(String head) throws Exception {
    long begun = System.nanoTime();

    assertThat(dribble(head, " ".repeat(600), PAUSE)).startsWith("HTTP/1.1 ");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whoeverIsAnsweredAtLengthIsNotCut() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String lasting =
          """
          {"targetHost": "127.0.0.1", "targetPort": %d, "bytesSent": 5,
           "server": {"silenceMillis": 3000}, "timeoutMillis": 4000}\
          """
              .formatted(silent.getLocalPort());
      long begun = System.nanoTime();
      String answer =
          dribble(
              HEAD + "Content-Length: %d\r\n\r\n".formatted(lasting.length()) + lasting, "", PAUSE);

      assertThat(answer).startsWith("HTTP/1.1 200");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(3));
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aConnectionThatWasSlowOnceIsAsGoodAsAnyAfterwards() throws Exception {
    String run =
        "POST /api/v1/experiments?store=false HTTP/1.1\r\nHost: localhost\r\n"
            + "Authorization: Bearer s3cr3t-s3cr3t\r\nContent-Type: application/json\r\n"
            + "Content-Length: %d\r\n\r\n".formatted(ECHO.length());
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      for (int i = 0; i < 3; i++) {
        write(socket, run + ECHO.substring(0, 7));
        Thread.sleep(PAUSE);
        write(socket, ECHO.substring(7));
      }
      write(socket, "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(readAll(socket.getInputStream()).split("HTTP/1.1 200", -1)).hasSize(5);
    }
  }

  private void assertIsCut(String answer) {
    assertThat(answer)
        .startsWith("HTTP/1.1 408")
        .contains("application/problem+json")
        .contains("teardown.api.receive-timeout")
        .containsIgnoringCase("Connection: close");
  }

  /** The response to a caller who sends the rest byte by byte, until the server closes. */
  private String dribble(String begun, String rest, Duration pause) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      write(socket, begun);
      Thread sending =
          Thread.startVirtualThread(() -> {
            try {
              for (byte each : rest.getBytes(StandardCharsets.US_ASCII)) {
                Thread.sleep(pause);
                socket.getOutputStream().write(each);
              }
            } catch (IOException | InterruptedException _) {
              // The server has closed.
            }
          });
      String answer = readAll(socket.getInputStream());
      sending.interrupt();
      return answer;
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
